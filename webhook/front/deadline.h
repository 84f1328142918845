// Deadlines of a connection's phases, and the tick that enforces them.
// Guarantees that a connection is either claimed by one worker or expired by the sweep, never both.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace postern::front {

using SteadyTime = std::chrono::steady_clock::time_point;

/// Total time a phase may take, however its bytes are spread.
struct Deadlines {
  std::chrono::milliseconds handshake{5'000};
  std::chrono::milliseconds request{10'000};  ///< from a request's first byte to its last
  std::chrono::milliseconds write{10'000};
  /// Between requests. An API server closes its idle connections at 90 s; a server that closes
  /// first loses the request which is just under way, and that is not retried.
  std::chrono::milliseconds idle{120'000};
  std::chrono::milliseconds linger{5'000};  ///< reading what follows a last reply
};

/// When a waiting connection's phase ends.
class Deadline {
 public:
  /// The connection begins to wait, until `end` at the latest.
  void set(SteadyTime end) { end_.store(ticks(end), std::memory_order_release); }

  /// A worker takes the connection; false when it had expired, the worker then closes it.
  [[nodiscard]] bool claim();

  /// The sweep gives the connection up; true when `now` has passed the end and no worker has it.
  [[nodiscard]] bool expire(SteadyTime now);

 private:
  using Ticks = std::int64_t;
  static constexpr Ticks kClaimed = INT64_MAX;
  static constexpr Ticks kExpired = INT64_MIN;
  static Ticks ticks(SteadyTime time) { return time.time_since_epoch().count(); }

  std::atomic<Ticks> end_{kClaimed};
};

}  // namespace postern::front
