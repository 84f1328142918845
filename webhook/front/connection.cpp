#include "front/connection.h"

#include <sys/socket.h>

#include <algorithm>

namespace postern::front {
namespace {

using Clock = std::chrono::steady_clock;

// A client that is refused reads its reply only after it has sent its body.
constexpr std::size_t kLingerBytes = std::size_t{64} * 1024 * 1024;

}  // namespace

Workbench::Workbench(const Shared& shared) : engine(shared.routes, shared.draining) {
  scratch.reserve(kScratchBytes);
}

Connection::Connection(Shared& shared, Transport transport, Lease lease, std::string peer)
    : shared_(shared),
      transport_(std::move(transport)),
      lease_(std::move(lease)),
      peer_(std::move(peer)),
      state_(shared.options.certificate ? ConnectionState::kHandshake : ConnectionState::kIdle),
      now_(Clock::now()),
      armed_(now_) {
  const Deadlines& deadlines = shared.options.deadlines;
  phase_end_ = now_ + (shared.options.certificate ? deadlines.handshake : deadlines.idle);
  shared_.stats.enter(state_);
  deadline_.set(phase_end_);
}

Connection::~Connection() { shared_.stats.leave(state_); }

void Connection::expire(SteadyTime now, bool leaving) {
  const ConnectionState state = state_;
  const bool nothing_under_way = state == ConnectionState::kIdle ||
                                 state == ConnectionState::kHandshake ||
                                 state == ConnectionState::kClosing;
  if (deadline_.expire(leaving && nothing_under_way ? SteadyTime::max() : now)) {
    // Wakes the worker that will destroy the connection; nobody else has it until then.
    ::shutdown(transport_.fd(), SHUT_RDWR);
    shared_.stats.count_expired();
  }
}

Connection::Next Connection::advance(Workbench& bench, std::chrono::nanoseconds queue_delay) {
  if (!deadline_.claim()) {
    return Next::kClose;
  }
  now_ = Clock::now();
  queued_ += std::min<std::chrono::nanoseconds>(now_ - armed_, queue_delay);
  const Next next = step(bench);
  bench.scratch.clear();
  bench.out.clear();
  armed_ = Clock::now();
  deadline_.set(phase_end_);
  return next;
}

Connection::Next Connection::step(Workbench& bench) {
  switch (state_.load(std::memory_order_relaxed)) {
    case ConnectionState::kHandshake:
      return shake_hands(bench);
    case ConnectionState::kIdle:
    case ConnectionState::kReading:
      return read_requests(bench);
    case ConnectionState::kWriting:
      return flush(std::string_view(outbox_).substr(sent_));
    case ConnectionState::kClosing:
      return linger(bench);
    case ConnectionState::kHandling:  // never between two steps
      return Next::kClose;
  }
  return Next::kClose;
}

Connection::Next Connection::shake_hands(Workbench& bench) {
  const auto context = shared_.options.certificate->current();
  if (!context) {
    shared_.stats.count_turned_away();
    return Next::kClose;
  }
  switch (transport_.handshake(context->native())) {
    case Io::kDone:
      enter(ConnectionState::kIdle, shared_.options.deadlines.idle);
      // The client's first request may have come with the end of its handshake.
      return read_requests(bench);
    case Io::kWantRead:
      return Next::kRead;
    case Io::kWantWrite:
      return Next::kWrite;
    case Io::kClosed:
      return transport_.fall_back_to_plain()
                 ? refuse(bench, {400, "this port speaks HTTPS, the request came without TLS"}, {})
                 : Next::kClose;
  }
  return Next::kClose;
}

// Closing a socket with unread bytes sends a reset, which destroys the reply on its way (RFC 9112
// section 9.6): read on until the client closes, for a bounded time and number of bytes.
Connection::Next Connection::linger(Workbench& bench) {
  for (std::size_t turn = 0; turn < kTurnBytes;) {
    std::size_t count = 0;
    const Io io = transport_.discard(bench.scratch.room(), count);
    turn += count;
    lingered_ += count;
    if (io == Io::kClosed || lingered_ > kLingerBytes) {
      return Next::kClose;
    }
    if (io != Io::kDone) {
      return Next::kRead;
    }
  }
  return Next::kAgain;
}

void Connection::enter(ConnectionState state, std::chrono::milliseconds limit) {
  shared_.stats.leave(state_.load(std::memory_order_relaxed));
  shared_.stats.enter(state);
  state_.store(state, std::memory_order_relaxed);
  phase_end_ = Clock::now() + limit;
}

}  // namespace postern::front
