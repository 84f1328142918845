#include "serve/log_writer.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace postern::serve {
namespace {

using Clock = std::chrono::steady_clock;

// Lines are gathered for so long: one write for many of them.
constexpr std::chrono::milliseconds kGather{5};
// While nobody reads, how often to look whether it is time to give up.
constexpr int kPatienceMilliseconds = 100;
constexpr std::size_t kLargestWrite = std::size_t{64} * 1024;

// A pipe that polls writable takes PIPE_BUF bytes without blocking (pipe(7)); a file takes all.
std::size_t step_of(int descriptor) {
  struct stat status{};
  const bool file = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  return file ? kLargestWrite : PIPE_BUF;
}

}  // namespace

LogWriter::LogWriter(int descriptor, LinesLost lines_lost, Limits limits)
    : descriptor_(descriptor),
      step_(step_of(descriptor)),
      lines_lost_(lines_lost),
      limits_(limits),
      thread_([this] { run(); }) {}

LogWriter::~LogWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    give_up_ = Clock::now() + limits_.last_words;
  }
  wake_.notify_one();
  thread_.join();
}

void LogWriter::append(std::string_view line) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + line.size() >= limits_.waiting_bytes) {
      ++untold_;
      ++lost_;
      return;
    }
    first = waiting_.empty();
    waiting_ += line;
    waiting_ += '\n';
  }
  if (first) {
    wake_.notify_one();
  }
}

// The next lines to write; false when there are none and none will come.
bool LogWriter::take(std::string& batch) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  wake_.wait_for(lock, kGather, [this] { return stopping_; });
  batch.clear();
  batch.swap(waiting_);
  if (untold_ > 0) {
    batch += lines_lost_(untold_) + '\n';
    untold_ = 0;
  }
  return !batch.empty();
}

void LogWriter::run() {
  std::string batch;
  while (take(batch)) {
    write_all(batch);
  }
}

bool LogWriter::out_of_time() {
  const std::lock_guard lock(mutex_);
  return stopping_ && Clock::now() > give_up_;
}

bool LogWriter::wait_writable() {
  pollfd polled{descriptor_, POLLOUT, 0};
  while (::poll(&polled, 1, kPatienceMilliseconds) <= 0) {
    if (out_of_time()) {
      return false;
    }
  }
  return true;
}

void LogWriter::write_all(std::string_view text) {
  while (!text.empty() && wait_writable()) {
    const ssize_t count = ::write(descriptor_, text.data(), std::min(text.size(), step_));
    if (count < 0 && errno != EINTR && errno != EAGAIN) {
      return;  // nobody reads any more, or the disk is full: admission goes on
    }
    text.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
  }
}

}  // namespace postern::serve
