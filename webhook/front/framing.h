// Strict HTTP/1.1 request framing (RFC 9112): where a request's head ends and how long its body is.
// Guarantees that a request with two readings is refused, so that no byte of one request is ever
// taken for the beginning of another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/speakable.h"
#include "tl/expected.hpp"

namespace postern::front {

struct FramingLimits {
  std::size_t head_bytes = std::size_t{16} * 1024;
  std::size_t header_lines = 64;
  std::size_t body_bytes = std::size_t{32} * 1024 * 1024;
};

/// Why a request is refused: the HTTP status and a fixed sentence.
struct Refusal {
  int status = 400;
  Literal reason;
};

/// The shape of a request whose head was accepted. Offsets instead of views: its buffer may move.
struct Frame {
  std::size_t head_bytes = 0;  ///< request line and headers, with the empty line
  std::size_t body_bytes = 0;  ///< what Content-Length says
  bool keep_alive = true;      ///< HTTP/1.1 without `Connection: close`
  bool expects_continue = false;

  [[nodiscard]] std::size_t size() const { return head_bytes + body_bytes; }
};

/// Looks for the end of a head that arrives in pieces. `text` always begins with the request line.
class HeadScanner {
 public:
  /// The length of the head with its empty line, 0 while more bytes are needed, or a refusal as
  /// soon as a line is malformed or a limit passed. Looks at every byte once over all calls.
  [[nodiscard]] tl::expected<std::size_t, Refusal> scan(std::string_view text,
                                                        const FramingLimits& limits);

 private:
  std::size_t line_start_ = 0;
  std::size_t seen_ = 0;
  std::size_t lines_ = 0;
};

/// Reads a complete head as HeadScanner found it.
[[nodiscard]] tl::expected<Frame, Refusal> parse_head(std::string_view head,
                                                      const FramingLimits& limits);

/// The request's method, an empty view when the head does not even begin with one.
[[nodiscard]] std::string_view method_of(std::string_view head);

/// The request's path and query, as sent (RFC 9112 section 3.2.1: its origin form).
[[nodiscard]] std::string_view target_of(std::string_view head);

/// The request's target up to the query, as sent.
[[nodiscard]] std::string_view path_of(std::string_view head);

/// The value of the first header `name` (lower case), trimmed; empty when absent.
[[nodiscard]] std::string_view header_of(std::string_view head, std::string_view name);

}  // namespace postern::front
