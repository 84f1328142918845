// cpp-httplib as parser, router and writer of one framed request, without its sockets and threads.
// Guarantees a reply to every request; whatever a handler throws becomes a 500 that tells nothing.
#pragma once

#include <httplib.h>

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
  bool close = false;                  ///< reply with `Connection: close`
};

/// One per worker thread: it keeps the request at hand while httplib calls back.
class HttpEngine : private httplib::Server {
 public:
  /// `routes` must outlive the engine.
  explicit HttpEngine(const Routes& routes);

  /// Appends the reply to `out` and returns its status.
  int answer(const FramedRequest& request, std::string& out);

 private:
  void route(const httplib::Request& parsed, httplib::Response& response) const;
  [[nodiscard]] Reply reply_to(const httplib::Request& parsed) const;
  void write_head(std::string_view head);

  const Routes& routes_;
  const FramedRequest* current_ = nullptr;
  std::string head_;
};

/// `5s`, `500ms`, `1m` as a duration; nothing for other texts and for more than an hour.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_timeout(std::string_view text);

}  // namespace postern::front
