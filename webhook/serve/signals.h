// SIGTERM, SIGINT and SIGHUP as events of the main thread.
// Guarantees that no other thread gets them, when it is made before any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace postern::serve {

class Signals {
 public:
  enum class Event : std::uint8_t { kStop, kReload };

  /// Blocks the signals in this thread and all that it starts.
  Signals();

  /// Waits for the next event. After kStop, stopping() is true.
  [[nodiscard]] Event wait();

  /// Waits for the whole period, or until a second SIGTERM or SIGINT asks to hurry.
  static void wait_at_most(std::chrono::seconds period);

  [[nodiscard]] bool stopping() const { return stopping_; }

 private:
  std::atomic<bool> stopping_{false};
};

}  // namespace postern::serve
