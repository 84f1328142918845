#include "net/wire.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <future>
#include <memory>
#include <thread>
#include <utility>

namespace postern::net {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses look_up(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  return Addresses(::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) == 0 ? found
                                                                                  : nullptr);
}

// getaddrinfo(3) has no timeout of its own: a thread waits for it, and is left behind when late.
Result<Addresses> resolve(const std::string& host, const std::string& port,
                          Clock::time_point deadline) {
  std::promise<Addresses> promise;
  std::future<Addresses> answer = promise.get_future();
  std::thread([promise = std::move(promise), host, port]() mutable {
    promise.set_value(look_up(host, port));
  }).detach();
  if (answer.wait_until(deadline) != std::future_status::ready) {
    return failure("the host's name was not resolved in time");
  }
  Addresses found = answer.get();
  if (found == nullptr) {
    return failure("the host's name cannot be resolved");
  }
  return found;
}

bool wait_for(int fd, short events, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      return false;
    }
    constexpr std::int64_t kLongestWait = 60'000;
    pollfd waiting{.fd = fd, .events = events, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min(left, kLongestWait)));
    if (ready > 0) {
      return true;
    }
    if (ready < 0 && errno != EINTR) {
      return false;
    }
  }
}

enum class Dialled : bool { kNo, kYes };

// Finishes a non-blocking connect(2); errno says why not.
Dialled dial(int fd, const addrinfo& address, Clock::time_point deadline) {
  if (::connect(fd, address.ai_addr, address.ai_addrlen) == 0) {
    return Dialled::kYes;
  }
  if (errno != EINPROGRESS) {
    return Dialled::kNo;
  }
  if (!wait_for(fd, POLLOUT, deadline)) {
    errno = ETIMEDOUT;
    return Dialled::kNo;
  }
  int error = 0;
  socklen_t size = sizeof(error);
  ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  errno = error;
  return error == 0 ? Dialled::kYes : Dialled::kNo;
}

Sentence refusal(int error) {
  switch (error) {
    case ECONNREFUSED:
      return Literal("the connection is refused: nothing listens at that host and port");
    case ETIMEDOUT:
      return Literal("no connection in time: a firewall or a wrong address drops the packets");
    case EHOSTUNREACH:
    case ENETUNREACH:
      return Literal("there is no route to the host");
    default:
      return Literal("the connection cannot be made");
  }
}

}  // namespace

Wire::Wire(Wire&& other) noexcept : fd_(std::exchange(other.fd_, -1)), deadline_(other.deadline_) {}

Wire::~Wire() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

Result<Wire> Wire::connect(const std::string& host, const std::string& port,
                           Clock::time_point deadline) {
  const Result<Addresses> addresses = resolve(host, port, deadline);
  if (!addresses) {
    return tl::unexpected(addresses.error());
  }
  int error = 0;
  for (const addrinfo* one = addresses->get(); one != nullptr; one = one->ai_next) {
    Wire wire(::socket(one->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), deadline);
    if (wire.fd_ >= 0 && dial(wire.fd_, *one, deadline) == Dialled::kYes) {
      return wire;
    }
    error = errno;
  }
  return tl::unexpected(Error{refusal(error)});
}

bool Wire::wait(short events) const { return wait_for(fd_, events, deadline_); }

bool Wire::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EINTR && (errno != EAGAIN || !wait(POLLOUT))) {
      return false;
    }
  }
  return true;
}

Result<char> Wire::receive() const {
  while (true) {
    char byte = 0;
    const ssize_t count = ::recv(fd_, &byte, 1, 0);
    if (count == 1) {
      return byte;
    }
    if (count == 0) {
      return failure("the server closed the connection without an answer");
    }
    if (errno != EINTR && errno != EAGAIN) {
      return failure("the connection broke off");
    }
    if (!wait(POLLIN)) {
      return failure("no answer in time");
    }
  }
}

}  // namespace postern::net
