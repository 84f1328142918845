#include "serve/signals.h"

#include <csignal>
#include <ctime>

namespace postern::serve {
namespace {

sigset_t handled() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = handled();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Signals::Event Signals::wait() {
  const sigset_t set = handled();
  int signal = 0;
  while (sigwait(&set, &signal) != 0) {
  }
  if (signal == SIGHUP) {
    return Event::kReload;
  }
  stopping_ = true;
  return Event::kStop;
}

void Signals::wait_at_most(std::chrono::seconds period) {
  sigset_t set = handled();
  sigdelset(&set, SIGHUP);
  const timespec timeout{.tv_sec = period.count(), .tv_nsec = 0};
  // Either outcome ends the period: the time is over, or somebody is in a hurry.
  static_cast<void>(sigtimedwait(&set, nullptr, &timeout));
}

}  // namespace postern::serve
