// One client connection: handshake, requests one after the other, lingering close.
// Guarantees that no step blocks and that every wait has an end; one worker at a time calls it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "front/budget.h"
#include "front/deadline.h"
#include "front/framing.h"
#include "front/front_options.h"
#include "front/head_scanner.h"
#include "front/http_engine.h"
#include "front/inbox.h"
#include "front/poller.h"
#include "front/stats.h"
#include "front/transport.h"

namespace postern::front {

/// Enough for nearly every review: such a request is read, handled and answered without a buffer of
/// its own.
inline constexpr std::size_t kScratchBytes = std::size_t{64} * 1024;
inline constexpr std::size_t kFirstInboxBytes = std::size_t{4} * 1024;
/// After so much from one connection the others have their turn.
inline constexpr std::size_t kTurnBytes = std::size_t{512} * 1024;

/// What all connections of a front share.
struct Shared {
  Shared(FrontOptions front_options, Routes front_routes)
      : options(std::move(front_options)),
        routes(std::move(front_routes)),
        budget(options.budget) {}

  const FrontOptions options;
  const Routes routes;
  Budget budget;
  Stats stats;
  std::atomic<bool> draining{false};
};

/// What one worker thread lends to the connection it advances.
struct Workbench {
  explicit Workbench(const Shared& shared);

  HttpEngine engine;
  Inbox scratch;    ///< empty between two connections
  std::string out;  ///< likewise
};

class Connection {
 public:
  Connection(Shared& shared, Transport transport, Lease lease, std::string peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  enum class Next : std::uint8_t { kRead, kWrite, kAgain, kClose };
  /// Goes on as far as possible without blocking. Afterwards the connection is to be armed for the
  /// result, or destroyed. `queue_delay` is the poller's.
  [[nodiscard]] Next advance(Workbench& bench, std::chrono::nanoseconds queue_delay);

  [[nodiscard]] int fd() const { return transport_.fd(); }

  /// For the sweep, while a worker may be at work: ends the connection's wait when its deadline has
  /// passed, or, with `leaving`, when nothing is under way on it.
  void expire(SteadyTime now, bool leaving);

 private:
  enum class After : std::uint8_t { kNextRequest, kLinger };

  Next step(Workbench& bench);
  Next shake_hands(Workbench& bench);
  Next read_requests(Workbench& bench);
  std::optional<Next> receive(Workbench& bench, std::size_t& turn);
  Next handle(Workbench& bench, Inbox& inbox);
  Next refuse(Workbench& bench, const Refusal& refusal, std::string_view head);
  Next send(Workbench& bench, After after);
  Next flush(std::string_view bytes);
  Next wait_to_write(std::string_view unsent, Io io);
  Next finish_reply();
  Next linger(Workbench& bench);
  Next pause(Workbench& bench, Next next);

  enum class Progress : std::uint8_t { kMore, kComplete, kRefused };
  Progress frame(std::string_view text, Refusal& refusal);
  Inbox& inbox_in_use(Workbench& bench) { return inbox_.empty() ? bench.scratch : inbox_; }
  [[nodiscard]] bool make_room(Workbench& bench);
  [[nodiscard]] bool keep(Inbox& scratch, std::size_t capacity);
  [[nodiscard]] bool send_continue();
  void enter(ConnectionState state, std::chrono::milliseconds limit);
  void begin_request();

  Shared& shared_;
  Transport transport_;
  Lease lease_;
  std::string peer_;
  std::atomic<ConnectionState> state_;
  Deadline deadline_;
  SteadyTime phase_end_;
  SteadyTime now_;    // when this step began
  SteadyTime armed_;  // when the last one ended

  HeadScanner scanner_;
  Frame frame_;  // head_bytes is 0 until the head is complete
  Inbox inbox_;
  SteadyTime received_;
  std::chrono::nanoseconds queued_{0};
  std::string outbox_;
  std::size_t sent_ = 0;
  After after_ = After::kNextRequest;
  std::size_t lingered_ = 0;
};

}  // namespace postern::front
