#include "check/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>

namespace postern::check {
namespace {

constexpr std::chrono::milliseconds kPatience{1000};
constexpr std::chrono::milliseconds kPause{100};

}  // namespace

Progress::Progress(std::size_t inputs)
    : inputs_(inputs),
      terminal_(::isatty(STDERR_FILENO) == 1),
      next_(std::chrono::steady_clock::now() + kPatience) {}

void Progress::tell(std::size_t done) {
  if (!terminal_) {
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) {
    return;
  }
  next_ = now + kPause;
  shown_ = true;
  fmt::print(stderr, "\r{} of {} inputs read", done, inputs_);
}

void Progress::clear() {
  if (shown_) {
    fmt::print(stderr, "\r\033[K");
    shown_ = false;
  }
}

}  // namespace postern::check
