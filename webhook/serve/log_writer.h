// Writes log lines to a file descriptor from a thread of its own.
// Guarantees that who logs never waits for who reads: lines that find no room are counted and lost.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace postern::serve {

class LogWriter {
 public:
  struct Limits {
    std::size_t waiting_bytes = std::size_t{1} << 20U;
    /// How long the destructor goes on writing what is left.
    std::chrono::milliseconds last_words{1'000};
  };

  /// The descriptor stays the caller's; SIGPIPE must be ignored. `lines_lost` makes the line that
  /// stands where others were lost, from their number.
  using LinesLost = std::string (*)(std::uint64_t count);
  LogWriter(int descriptor, LinesLost lines_lost, Limits limits);
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;
  ~LogWriter();

  /// Takes a line without its end. Safe to call from many threads; never blocks on the
  /// descriptor. The line is written within some milliseconds.
  void append(std::string_view line);

  /// Lines lost so far.
  [[nodiscard]] std::uint64_t lost() const { return lost_; }

 private:
  void run();
  [[nodiscard]] bool take(std::string& batch);
  void write_all(std::string_view text);
  [[nodiscard]] bool wait_writable();
  [[nodiscard]] bool out_of_time();

  int descriptor_;
  std::size_t step_;  // as much as a write may be, once the descriptor is writable
  LinesLost lines_lost_;
  Limits limits_;
  std::atomic<std::uint64_t> lost_{0};

  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::string waiting_;
  std::uint64_t untold_ = 0;  // lost since the last line that says so
  bool stopping_ = false;
  std::chrono::steady_clock::time_point give_up_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace postern::serve
