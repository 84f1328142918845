#include "front/listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <spdlog/spdlog.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <utility>

namespace postern::front {
namespace {

constexpr int kBacklog = 1024;
constexpr int kPauseMilliseconds = 20;
constexpr std::chrono::seconds kLogInterval{10};

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses resolve(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) {
    return nullptr;
  }
  std::string host = text.substr(0, colon);
  const std::string port = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string::npos) {
    return nullptr;
  }
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (host.empty() || port.empty() || getaddrinfo(host.c_str(), port.c_str(), &hints, &list) != 0) {
    return nullptr;
  }
  return Addresses(list);
}

std::uint16_t port_of(int socket) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  std::array<char, 8> port{};
  auto* address = reinterpret_cast<sockaddr*>(&bound);
  if (::getsockname(socket, address, &size) != 0 ||
      getnameinfo(address, size, nullptr, 0, port.data(), port.size(), NI_NUMERICSERV) != 0) {
    return 0;
  }
  return static_cast<std::uint16_t>(std::stoul(port.data()));
}

// Says why connections are not taken, now and then: the cause lasts, and so would the flood of
// lines.
class ScarcityLog {
 public:
  void report() {
    const auto now = std::chrono::steady_clock::now();
    if (!last_ || now - *last_ > kLogInterval) {
      last_ = now;
      spdlog::warn("new connections have to wait: the system is out of descriptors or memory");
    }
  }

 private:
  std::optional<std::chrono::steady_clock::time_point> last_;
};

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(const std::string& address) {
  const Addresses resolved = resolve(address);
  if (!resolved) {
    return failure("{}: not a numeric ADDR:PORT", Name(address));
  }
  std::unique_ptr<Listener> listener(new Listener());
  listener->socket_ =
      FileDescriptor(::socket(resolved->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int fd = listener->socket_.get();
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (!listener->stop_.valid() || ::bind(fd, resolved->ai_addr, resolved->ai_addrlen) != 0 ||
      ::listen(fd, kBacklog) != 0) {
    return failure("{}: cannot listen on this address", Name(address));
  }
  listener->port_ = port_of(fd);
  return listener;
}

bool Listener::wait_readable() {
  std::array<pollfd, 2> polled{pollfd{stop_.fd(), POLLIN, 0}, pollfd{socket_.get(), POLLIN, 0}};
  ::poll(polled.data(), polled.size(), -1);
  return polled[0].revents == 0;
}

void Listener::run(const Accepted& accepted) {
  ScarcityLog scarcity;
  while (wait_readable()) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    FileDescriptor connection(::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&peer), &size,
                                        SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (connection.valid()) {
      const int on = 1;  // without it a reply waits 44 ms for the client's delayed ACK
      ::setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      accepted(std::move(connection), peer);
      continue;
    }
    // ECONNABORTED, EPROTO and the like concern one client; EMFILE, ENFILE, ENOBUFS and ENOMEM
    // pass when someone gives something back. None ends the loop, all sleep a little.
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      scarcity.report();
    }
    if (errno != EAGAIN && errno != EINTR) {
      pollfd stopped{stop_.fd(), POLLIN, 0};
      ::poll(&stopped, 1, kPauseMilliseconds);
    }
  }
  socket_ = FileDescriptor();
}

void Listener::stop() { stop_.raise(); }

}  // namespace postern::front
