// Connection: from its bytes to a framed request.
#include <algorithm>

#include "front/connection.h"

namespace postern::front {

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

}  // namespace postern::front
