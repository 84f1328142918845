// Strict HTTP/1.1 request framing (RFC 9112): how long a request's head and body are.
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

/// Reads a complete head as HeadScanner found it.
[[nodiscard]] tl::expected<Frame, Refusal> parse_head(std::string_view head,
                                                      const FramingLimits& limits);

}  // namespace postern::front
