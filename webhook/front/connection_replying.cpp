// Connection: from a framed request, or a refusal, to its reply on the wire.
#include <algorithm>

#include "front/connection.h"
#include "front/request_head.h"

namespace postern::front {

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

}  // namespace postern::front
