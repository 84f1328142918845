#include "front/poller.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <cstdint>
#include <ctime>

#ifdef __SANITIZE_THREAD__
// ThreadSanitizer does not know that an event can follow an EPOLL_CTL_MOD only, and takes the close
// by the worker that got the event for a race with the call that armed it.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { return "race:postern::front::Poller::arm"; }
#endif

namespace postern::front {
namespace {

constexpr std::chrono::milliseconds kTick{250};

// libstdc++'s steady clock is CLOCK_MONOTONIC.
itimerspec once_at(SteadyTime time) {
  const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch());
  itimerspec spec{};
  spec.it_value.tv_sec = since.count() / 1'000'000'000;
  spec.it_value.tv_nsec = since.count() % 1'000'000'000;
  return spec;
}

std::uint32_t events_of(Poller::Want want) {
  switch (want) {
    case Poller::Want::kRead:
      return EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
    case Poller::Want::kWrite:
      return EPOLLOUT | EPOLLONESHOT;
    case Poller::Want::kAgain:  // a socket with room to write is ready at once
      return EPOLLIN | EPOLLOUT | EPOLLONESHOT;
  }
  return EPOLLONESHOT;
}

}  // namespace

Result<std::unique_ptr<Poller>> Poller::create() {
  std::unique_ptr<Poller> poller(new Poller());
  poller->epoll_ = FileDescriptor(::epoll_create1(EPOLL_CLOEXEC));
  poller->timer_ = FileDescriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  epoll_event tick{EPOLLIN | EPOLLET, {.ptr = &poller->timer_}};
  epoll_event stop{EPOLLIN, {.ptr = &poller->stop_}};
  const bool made = poller->epoll_.valid() && poller->timer_.valid() && poller->stop_.valid();
  if (!made || ::epoll_ctl(poller->epoll_.get(), EPOLL_CTL_ADD, poller->timer_.get(), &tick) != 0 ||
      ::epoll_ctl(poller->epoll_.get(), EPOLL_CTL_ADD, poller->stop_.fd(), &stop) != 0) {
    return failure("the kernel refuses an epoll, timer or event descriptor");
  }
  return poller;
}

bool Poller::add(int fd, Connection& connection) {
  epoll_event event{events_of(Want::kRead), {.ptr = &connection}};
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

bool Poller::arm(int fd, Connection& connection, Want want) {
  epoll_event event{events_of(want), {.ptr = &connection}};
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) == 0;
}

Poller::Event Poller::wait() {
  for (;;) {
    epoll_event event{};
    if (::epoll_wait(epoll_.get(), &event, 1, -1) != 1) {
      continue;  // EINTR
    }
    if (event.data.ptr == &stop_) {
      return {Kind::kStop, nullptr};
    }
    if (event.data.ptr == &timer_) {
      return {Kind::kTick, nullptr};
    }
    return {Kind::kConnection, static_cast<Connection*>(event.data.ptr)};
  }
}

void Poller::stop() { stop_.raise(); }

void Poller::plan_tick(SteadyTime now) {
  if (tick_planned_.exchange(true)) {
    return;
  }
  const SteadyTime due = now + kTick;
  tick_due_ = due.time_since_epoch().count();
  const itimerspec spec = once_at(due);
  static_cast<void>(::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &spec, nullptr));
}

void Poller::finish_tick(SteadyTime now) {
  const SteadyTime due{SteadyTime::duration(tick_due_)};
  last_delay_ = now > due ? (now - due).count() : 0;
  tick_due_ = SteadyTime::max().time_since_epoch().count();
  tick_planned_ = false;
}

std::chrono::nanoseconds Poller::queue_delay(SteadyTime now) const {
  const std::chrono::nanoseconds last(last_delay_);
  const SteadyTime due{SteadyTime::duration(tick_due_)};
  return now > due ? std::max<std::chrono::nanoseconds>(last, now - due) : last;
}

}  // namespace postern::front
