// A process that sleeps between its steps until SIGTERM or SIGINT.
// Guarantees that a signal which came while it was awake ends its next sleep.
#pragma once

#include <chrono>
#include <csignal>
#include <ctime>

namespace postern::certificate {

class Interruptible {
 public:
  // Before any thread: threads inherit the mask.
  Interruptible() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));  // NOLINT(cert-err33-c): cannot fail here
  }

  [[nodiscard]] bool sleep(std::chrono::milliseconds period) {
    const timespec timeout{.tv_sec = period.count() / 1000,
                           .tv_nsec = period.count() % 1000 * 1'000'000};
    stopped_ = stopped_ || sigtimedwait(&signals_, nullptr, &timeout) > 0;
    return !stopped_;
  }

 private:
  sigset_t signals_{};
  bool stopped_ = false;
};

}  // namespace postern::certificate
