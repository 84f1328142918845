// What a handler sees and answers: one HTTP request and its reply.
// Guarantees that a request's body is followed by kBodyPadding readable bytes (simdjson parses it
// in place) and that its views stay valid until the handler returns.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/speakable.h"

namespace postern::front {

/// Readable bytes behind every body: what simdjson's parsers may touch (SIMDJSON_PADDING, 64).
inline constexpr std::size_t kBodyPadding = 64;

struct Request {
  std::string_view method;
  std::string_view path;          ///< percent-decoded, without the query
  std::string_view content_type;  ///< as sent; empty when absent
  std::string_view body;          ///< padded, see kBodyPadding
  std::string_view peer;          ///< numeric source address, taken from the socket
  std::chrono::steady_clock::time_point received;  ///< when its first byte was read

  /// How long the caller waits: the query's `timeout` (`5s`, `500ms`, `1m`), as an API server
  /// sends it; nothing when it is absent or is no such duration.
  std::optional<std::chrono::milliseconds> timeout;
};

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Called by any worker thread at any time. A handler that throws is answered with 500; the text of
/// the exception goes nowhere.
using Handler = std::function<Reply(const Request&)>;

/// An error reply: `{"error":{"code":<status>,"message":"<message>"}}`. The message is speakable,
/// so it cannot quote the request's body.
[[nodiscard]] Reply error_reply(int status, const Sentence& message);

/// The whole reply as HTTP/1.1 text with `Connection: close`, for requests too broken for a parser.
[[nodiscard]] std::string closing_text(const Reply& reply, bool without_body);

}  // namespace postern::front
