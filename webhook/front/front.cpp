#include "front/front.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "front/connection_table.h"
#include "front/listener.h"
#include "front/poller.h"
#include "front/process.h"
#include "front/worker_thread.h"

namespace postern::front {
namespace {

using Clock = std::chrono::steady_clock;

unsigned workers_of(const FrontOptions& options) {
  return options.workers > 0 ? options.workers
                             : std::max(4U, 2 * std::thread::hardware_concurrency());
}

}  // namespace

class Front::Body {
 public:
  Body(FrontOptions options, Routes routes, std::unique_ptr<Listener> listener,
       std::unique_ptr<Poller> poller)
      : shared_(std::move(options), std::move(routes)),
        listener_(std::move(listener)),
        poller_(std::move(poller)) {}
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;
  ~Body() { stop({}); }

  void start() {
    const unsigned workers = workers_of(shared_.options);
    for (unsigned i = 0; i < workers; ++i) {
      workers_.push_back(std::make_unique<WorkerThread>([this] { work(); }));
    }
    acceptor_ = std::make_unique<WorkerThread>([this] {
      listener_->run([this](FileDescriptor socket, const sockaddr_storage& peer) {
        admit(std::move(socket), peer);
      });
    });
  }

  void begin_drain() { shared_.draining = true; }

  bool stop(std::chrono::milliseconds grace) {
    if (stopped_) {
      return true;
    }
    stopped_ = true;
    begin_drain();
    listener_->stop();
    acceptor_.reset();  // joins; nothing is added to the table from here on
    bool empty = true;
    if (!workers_.empty()) {
      empty = wait_until_empty(Clock::now() + grace);
    }
    poller_->stop();
    workers_.clear();
    return empty;
  }

  [[nodiscard]] std::uint16_t port() const { return listener_->port(); }
  [[nodiscard]] StatsSnapshot stats() const { return shared_.stats.snapshot(); }

 private:
  void admit(FileDescriptor socket, const sockaddr_storage& address) {
    SourceAddress source = SourceAddress::from(address);
    std::optional<Lease> lease = shared_.budget.admit(source);
    if (!lease) {
      shared_.stats.count_turned_away();
      return;
    }
    shared_.stats.count_accepted();
    Connection& connection = table_.add(std::make_unique<Connection>(
        shared_, Transport(std::move(socket)), *std::move(lease), std::move(source.text)));
    poller_->plan_tick(Clock::now());
    if (!poller_->add(connection.fd(), connection)) {
      table_.remove(connection);
    }
  }

  void work() {
    Workbench bench(shared_);
    for (;;) {
      const Poller::Event event = poller_->wait();
      switch (event.kind) {
        case Poller::Kind::kStop:
          return;
        case Poller::Kind::kTick:
          tick();
          break;
        case Poller::Kind::kConnection:
          advance(*event.connection, bench);
          break;
      }
    }
  }

  void advance(Connection& connection, Workbench& bench) {
    using Next = Connection::Next;
    Next next = Next::kClose;
    try {
      next = connection.advance(bench, poller_->queue_delay(Clock::now()));
    } catch (const std::exception&) {
      // Memory ran out: one connection less is the defined answer.
      spdlog::error("a connection was closed after an internal failure");
    }
    const bool armed =
        next != Next::kClose && poller_->arm(connection.fd(), connection,
                                             next == Next::kRead    ? Poller::Want::kRead
                                             : next == Next::kWrite ? Poller::Want::kWrite
                                                                    : Poller::Want::kAgain);
    if (armed) {
      return;  // another worker may have it already
    }
    table_.remove(connection);
    if (leaving_) {
      const std::lock_guard lock(left_mutex_);
      left_.notify_all();
    }
  }

  void tick() {
    poller_->finish_tick(Clock::now());
    table_.sweep(Clock::now(), leaving_);
    if (table_.size() > 0) {
      poller_->plan_tick(Clock::now());
    }
  }

  bool wait_until_empty(SteadyTime end) {
    leaving_ = true;
    table_.sweep(Clock::now(), true);
    std::unique_lock lock(left_mutex_);
    return left_.wait_until(lock, end, [this] { return table_.size() == 0; });
  }

  Shared shared_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<Poller> poller_;
  ConnectionTable table_;
  std::atomic<bool> leaving_{false};
  std::mutex left_mutex_;
  std::condition_variable left_;
  bool stopped_ = false;
  std::vector<std::unique_ptr<WorkerThread>> workers_;
  std::unique_ptr<WorkerThread> acceptor_;
};

Result<Front> Front::listen(FrontOptions options, Routes routes) {
  constexpr std::size_t kOtherFiles = 256;
  prepare_process(2 * options.budget.connections + kOtherFiles);
  auto listener = Listener::open(options.listen);
  if (!listener) {
    return tl::unexpected<Error>(listener.error());
  }
  auto poller = Poller::create();
  if (!poller) {
    return tl::unexpected<Error>(poller.error());
  }
  return Front(std::make_unique<Body>(std::move(options), std::move(routes), *std::move(listener),
                                      *std::move(poller)));
}

Front::Front(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Front::Front(Front&&) noexcept = default;
Front& Front::operator=(Front&&) noexcept = default;
Front::~Front() = default;

void Front::start() { body_->start(); }
void Front::begin_drain() { body_->begin_drain(); }
bool Front::stop(std::chrono::milliseconds grace) { return body_->stop(grace); }
std::uint16_t Front::port() const { return body_->port(); }
StatsSnapshot Front::stats() const { return body_->stats(); }

}  // namespace postern::front
