// How far a run has come, on a terminal that waits for it longer than a second.
// Guarantees nothing on standard error when that is no terminal, and a clean line at the end.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/speakable.h"

namespace postern::report {

class Progress {
 public:
  /// kAuto: where standard error is a terminal.
  enum class Shown : std::uint8_t { kAuto, kAlways, kNever };

  explicit Progress(Shown shown = Shown::kAuto);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  /// The line is written only when it is time for one.
  template <Speakable... Args>
  void tell(SpeakableFormat<std::type_identity_t<Args>...> format, const Args&... args) {
    if (is_time()) {
      write(say(format, args...).view());
    }
  }

  /// Takes the line away.
  void clear();

 private:
  [[nodiscard]] bool is_time();
  void write(std::string_view line);

  bool enabled_;
  bool written_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace postern::report
