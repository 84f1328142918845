#include "report/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>

namespace postern::report {
namespace {

constexpr std::chrono::milliseconds kPatience{1000};
constexpr std::chrono::milliseconds kPause{100};

bool is_enabled(Progress::Shown shown) {
  switch (shown) {
    case Progress::Shown::kAuto:
      return ::isatty(STDERR_FILENO) == 1;
    case Progress::Shown::kAlways:
      return true;
    case Progress::Shown::kNever:
      return false;
  }
  return false;
}

}  // namespace

Progress::Progress(Shown shown)
    : enabled_(is_enabled(shown)), next_(std::chrono::steady_clock::now() + kPatience) {}

bool Progress::is_time() {
  if (!enabled_) {
    return false;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) {
    return false;
  }
  next_ = now + kPause;
  return true;
}

void Progress::write(std::string_view line) {
  written_ = true;
  fmt::print(stderr, "\r{}\033[K", line);
}

void Progress::clear() {
  if (written_) {
    fmt::print(stderr, "\r\033[K");
    written_ = false;
  }
}

}  // namespace postern::report
