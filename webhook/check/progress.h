// How far reading has come, on a terminal that waits for it longer than a second.
// Guarantees nothing on standard error when that is no terminal, and a clean line at the end.
#pragma once

#include <chrono>
#include <cstddef>

namespace postern::check {

class Progress {
 public:
  explicit Progress(std::size_t inputs);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  void tell(std::size_t done);
  /// Takes the line away.
  void clear();

 private:
  std::size_t inputs_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace postern::check
