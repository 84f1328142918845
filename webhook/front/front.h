// An HTTP server front: one listener, one epoll, worker threads; TLS when it has a certificate.
// Guarantees bounded memory, bounded time for every phase, and a defined answer to any input.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "front/front_options.h"
#include "front/routes.h"
#include "front/stats.h"

namespace postern::front {

/// Life: listen(), start(), serving; then begin_drain(), wait as long as clients need to look
/// elsewhere, stop(). Handlers run on the front's worker threads.
class Front {
 public:
  /// Binds the address; clients may connect from now on and wait. Fails, naming what is wrong.
  [[nodiscard]] static Result<Front> listen(FrontOptions options, Routes routes);

  Front(Front&&) noexcept;
  Front& operator=(Front&&) noexcept;
  /// Stops at once unless stop() was called.
  ~Front();

  /// Starts the threads. Call once.
  void start();

  /// From now on every reply says `Connection: close`. New connections are still served: they come
  /// until everyone has heard that this server leaves. Does not block.
  void begin_drain();

  /// Refuses new connections, closes idle ones, waits at most `grace` for requests under way and
  /// ends the threads (a handler that is running is waited for). False when requests were cut off.
  bool stop(std::chrono::milliseconds grace);

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] StatsSnapshot stats() const;

 private:
  class Body;
  explicit Front(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace postern::front
