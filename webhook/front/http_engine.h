// cpp-httplib as parser, router and writer of one framed request, without its sockets and threads.
// Guarantees a reply to every request; whatever a handler throws becomes a 500 that tells nothing.
#pragma once

#include <httplib.h>

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

#include "front/exchange.h"
#include "front/routes.h"

namespace postern::front {

/// A framed request as the engine gets it.
struct FramedRequest {
  std::string_view head;  ///< accepted by parse_head
  std::string_view body;  ///< padded, see kBodyPadding
  std::string_view peer;
  std::chrono::steady_clock::time_point received;
  std::chrono::nanoseconds queued{0};  ///< how long it waited for a worker
  bool keep_alive = true;              ///< the client expects to go on
};

/// One per worker thread: it keeps the request at hand while httplib calls back.
class HttpEngine : private httplib::Server {
 public:
  /// While `draining`, every reply says `Connection: close`. Both must outlive the engine.
  HttpEngine(const Routes& routes, const std::atomic<bool>& draining);

  struct Outcome {
    int status = 0;
    bool close = false;  ///< the reply says `Connection: close`
  };
  /// Appends the reply to `out`.
  Outcome answer(const FramedRequest& request, std::string& out);

 private:
  void route(const httplib::Request& parsed, httplib::Response& response) const;
  [[nodiscard]] Reply reply_to(const httplib::Request& parsed) const;
  void finish(httplib::Response& response);
  void write_head(std::string_view head);

  const Routes& routes_;
  const std::atomic<bool>& draining_;
  const FramedRequest* current_ = nullptr;
  std::string head_;
  Outcome outcome_;
};

/// `5s`, `500ms`, `1m` as a duration; nothing for other texts and for more than an hour.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_timeout(std::string_view text);

}  // namespace postern::front
