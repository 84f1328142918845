// The one epoll that all workers of a front wait in, with its tick and its stop signal.
// Guarantees that a connection's event reaches one worker only, until it is armed again.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "front/deadline.h"
#include "front/file_descriptor.h"
#include "front/stop_signal.h"

namespace postern::front {

class Connection;

class Poller {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Poller>> create();

  enum class Want : std::uint8_t {
    kRead,
    kWrite,
    kAgain
  };  ///< kAgain: at once, but behind the others
  /// Both return false when the kernel refuses; the connection is then the caller's to destroy.
  [[nodiscard]] bool add(int fd, Connection& connection);
  [[nodiscard]] bool arm(int fd, Connection& connection, Want want);

  enum class Kind : std::uint8_t { kConnection, kTick, kStop };
  struct Event {
    Kind kind;
    Connection* connection;
  };
  /// Blocks until there is something to do.
  [[nodiscard]] Event wait();

  /// Makes every wait() return kStop from now on.
  void stop();

  /// Plans the next tick unless one is planned. Ticks are planned one at a time while there are
  /// connections, so that an empty front sleeps.
  void plan_tick(SteadyTime now);
  /// To be called by the worker that got the tick, before plan_tick().
  void finish_tick(SteadyTime now);

  /// How long an event waits for a worker at present. The tick stands in the kernel's queue like
  /// any connection, first come first served, and its due time is known: what it waited, everyone
  /// waits.
  [[nodiscard]] std::chrono::nanoseconds queue_delay(SteadyTime now) const;

 private:
  Poller() = default;

  FileDescriptor epoll_;
  FileDescriptor timer_;
  StopSignal stop_;
  std::atomic<bool> tick_planned_{false};
  std::atomic<SteadyTime::rep> tick_due_{SteadyTime::max().time_since_epoch().count()};
  std::atomic<std::chrono::nanoseconds::rep> last_delay_{0};
};

}  // namespace postern::front
