// A listening socket and its accept loop.
// Guarantees to survive everything accept() may fail with, with a pause where memory or descriptors
// have run out.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "front/file_descriptor.h"
#include "front/stop_signal.h"

namespace postern::front {

class Listener {
 public:
  /// Listens on a numeric `ADDR:PORT`, IPv6 in brackets. Fails, naming the address, when it is no
  /// such address or cannot be bound.
  [[nodiscard]] static Result<std::unique_ptr<Listener>> open(const std::string& address);

  [[nodiscard]] std::uint16_t port() const { return port_; }

  using Accepted = std::function<void(FileDescriptor, const sockaddr_storage&)>;
  /// Hands over each new connection (non-blocking, TCP_NODELAY) until stop(), then stops listening.
  void run(const Accepted& accepted);

  /// Makes run() return. Callable from any thread, before or after run() begins.
  void stop();

 private:
  Listener() = default;
  bool wait_readable();

  FileDescriptor socket_;
  StopSignal stop_;
  std::uint16_t port_ = 0;
};

}  // namespace postern::front
