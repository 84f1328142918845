#include "front/connection.h"

#include <sys/socket.h>

#include <algorithm>

namespace postern::front {
namespace {

using Clock = std::chrono::steady_clock;

// Enough for nearly every review: such a request is read, handled and answered without a buffer of
// its own.
constexpr std::size_t kScratchBytes = std::size_t{64} * 1024;
constexpr std::size_t kFirstInboxBytes = std::size_t{4} * 1024;
// After so much from one connection the others have their turn.
constexpr std::size_t kTurnBytes = std::size_t{512} * 1024;
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

Connection::Next Connection::read_requests(Workbench& bench) {
  for (std::size_t turn = 0;;) {
    Inbox& inbox = inbox_in_use(bench);
    Refusal refusal;
    switch (frame(inbox.text(), refusal)) {
      case Progress::kComplete:
        return handle(bench, inbox);
      case Progress::kRefused:
        return refuse(bench, refusal, inbox.text());
      case Progress::kMore:
        break;
    }
    if (const std::optional<Next> stop = receive(bench, turn)) {
      return *stop;
    }
  }
}

// Reads once more, or says why not. `turn` counts what this turn has read.
std::optional<Connection::Next> Connection::receive(Workbench& bench, std::size_t& turn) {
  if (turn > kTurnBytes) {
    return pause(bench, Next::kAgain);
  }
  if (!make_room(bench)) {
    return refuse(bench, {503, "the server has too much to read at once"}, {});
  }
  Inbox& inbox = inbox_in_use(bench);
  std::size_t count = 0;
  const Io io = transport_.read(inbox.room(), count);
  switch (io) {
    case Io::kClosed:
      return Next::kClose;
    case Io::kWantRead:
      return pause(bench, Next::kRead);
    case Io::kWantWrite:
      return pause(bench, Next::kWrite);
    case Io::kDone:
      break;
  }
  begin_request();
  inbox.commit(count);
  turn += count;
  return std::nullopt;
}

void Connection::begin_request() {
  if (state_.load(std::memory_order_relaxed) == ConnectionState::kIdle) {
    received_ = now_;
    enter(ConnectionState::kReading, shared_.options.deadlines.request);
  }
}

Connection::Progress Connection::frame(std::string_view text, Refusal& refusal) {
  if (text.empty()) {
    return Progress::kMore;
  }
  if (frame_.head_bytes == 0) {
    const FramingLimits& limits = shared_.options.framing;
    const auto parsed =
        scanner_.scan(text, limits)
            .and_then([&](std::size_t bytes) -> tl::expected<Frame, Refusal> {
              return bytes == 0 ? Frame() : parse_head(text.substr(0, bytes), limits);
            });
    if (!parsed) {
      refusal = parsed.error();
      return Progress::kRefused;
    }
    frame_ = *parsed;
    if (frame_.head_bytes == 0) {
      return Progress::kMore;
    }
  }
  if (text.size() >= frame_.size()) {
    return Progress::kComplete;
  }
  if (frame_.expects_continue && text.size() == frame_.head_bytes && !send_continue()) {
    refusal = {400, "the client does not read"};
    return Progress::kRefused;
  }
  return Progress::kMore;
}

// Without a body in sight the client waits for this (RFC 9110 section 10.1.1).
bool Connection::send_continue() {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  frame_.expects_continue = false;
  std::size_t count = 0;
  return transport_.write(kContinue, count) == Io::kDone && count == kContinue.size();
}

// Room for at least one more byte of the request under way.
bool Connection::make_room(Workbench& bench) {
  Inbox& inbox = inbox_in_use(bench);
  if (!inbox.room().empty()) {
    return true;
  }
  // Memory follows what has come, not what was announced: announcing costs a client nothing.
  std::size_t capacity = inbox.size() * 2;
  if (frame_.head_bytes > 0) {
    capacity = std::min(capacity, frame_.size());
  }
  capacity = std::max(capacity, inbox.size() + 1);
  if (&inbox == &bench.scratch) {
    return keep(bench.scratch, capacity);
  }
  if (!lease_.hold(capacity + outbox_.size())) {
    return false;
  }
  inbox_.reserve(capacity);
  return true;
}

// Moves what is in the worker's scratch into an inbox of this connection's own.
bool Connection::keep(Inbox& scratch, std::size_t capacity) {
  if (!lease_.hold(capacity + outbox_.size())) {
    return false;
  }
  inbox_.reserve(capacity);
  inbox_.append(scratch.text());
  scratch.clear();
  return true;
}

Connection::Next Connection::pause(Workbench& bench, Next next) {
  Inbox& scratch = bench.scratch;
  if (!scratch.empty() && !keep(scratch, std::max(scratch.size(), kFirstInboxBytes))) {
    return refuse(bench, {503, "the server has too much to read at once"}, {});
  }
  return next;
}

Connection::Next Connection::handle(Workbench& bench, Inbox& inbox) {
  enter(ConnectionState::kHandling, {});
  // The next request of a pipeline needs room of its own before this one is answered: without it
  // this reply is the last, and says so.
  const std::size_t rest = inbox.size() - frame_.size();
  const bool aside = &inbox == &bench.scratch && rest > 0;
  const bool room = !aside || lease_.hold(std::max(rest, kFirstInboxBytes));
  const std::string_view text = inbox.text();
  const HttpEngine::Outcome outcome =
      bench.engine.answer({.head = text.substr(0, frame_.head_bytes),
                           .body = text.substr(frame_.head_bytes, frame_.body_bytes),
                           .peer = peer_,
                           .received = received_,
                           .queued = queued_,
                           .keep_alive = frame_.keep_alive && room},
                          bench.out);
  shared_.stats.count_reply(outcome.status);
  inbox.consume(outcome.close ? inbox.size() : frame_.size());
  frame_ = {};
  scanner_ = {};
  queued_ = {};
  if (&inbox == &bench.scratch && !inbox.empty() &&
      !keep(bench.scratch, std::max(rest, kFirstInboxBytes))) {
    return Next::kClose;
  }
  if (inbox_.empty()) {
    inbox_.release();
    static_cast<void>(lease_.hold(0));
  }
  return send(bench, outcome.close ? After::kLinger : After::kNextRequest);
}

Connection::Next Connection::refuse(Workbench& bench, const Refusal& refusal,
                                    std::string_view head) {
  Reply reply = error_reply(refusal.status, refusal.reason);
  if (refusal.status == 503) {
    reply.headers.emplace_back("Retry-After", "1");
  }
  shared_.stats.count_reply(refusal.status);
  bench.out = closing_text(reply, method_of(head) == "HEAD");
  inbox_.release();
  static_cast<void>(lease_.hold(0));
  return send(bench, After::kLinger);
}

Connection::Next Connection::send(Workbench& bench, After after) {
  after_ = after;
  enter(ConnectionState::kWriting, shared_.options.deadlines.write);
  return flush(bench.out);
}

// `bytes` is either the worker's fresh reply or what is left in outbox_.
Connection::Next Connection::flush(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t count = 0;
    const Io io = transport_.write(bytes, count);
    bytes.remove_prefix(count);
    if (io != Io::kDone) {
      return wait_to_write(bytes, io);
    }
  }
  if (!outbox_.empty()) {
    outbox_ = std::string();
    sent_ = 0;
    static_cast<void>(lease_.hold(inbox_.capacity()));
  }
  return finish_reply();
}

Connection::Next Connection::wait_to_write(std::string_view unsent, Io io) {
  if (io == Io::kClosed) {
    return Next::kClose;
  }
  if (outbox_.empty()) {
    if (!lease_.hold(inbox_.capacity() + unsent.size())) {
      return Next::kClose;
    }
    outbox_.assign(unsent);
  }
  sent_ = outbox_.size() - unsent.size();
  return io == Io::kWantWrite ? Next::kWrite : Next::kRead;
}

Connection::Next Connection::finish_reply() {
  if (after_ == After::kLinger) {
    transport_.finish();
    enter(ConnectionState::kClosing, shared_.options.deadlines.linger);
    return Next::kRead;
  }
  enter(ConnectionState::kIdle, shared_.options.deadlines.idle);
  if (!inbox_.empty()) {
    begin_request();
    return Next::kAgain;
  }
  return transport_.has_pending() ? Next::kAgain : Next::kRead;
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
