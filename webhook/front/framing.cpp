#include "front/framing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "front/http_text.h"
#include "front/request_head.h"

namespace postern::front {
namespace {

using tl::unexpected;

unexpected<Refusal> refuse(int status, Literal reason) {
  return unexpected<Refusal>(Refusal{status, reason});
}

bool has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (equals_ignoring_case(trimmed(list.substr(0, comma)), token)) {
      return true;
    }
    list.remove_prefix(std::min(list.size(), comma + 1));
  }
  return false;
}

// Headers that decide how a request is read; each may stand there once.
struct Headers {
  std::optional<std::string_view> host, content_length, content_type, content_encoding,
      transfer_encoding, expect, range;
  bool close = false;
};

std::optional<std::string_view>* single(Headers& headers, std::string_view name) {
  struct Entry {
    std::string_view name;
    std::optional<std::string_view> Headers::* slot;
  };
  static constexpr std::array<Entry, 7> kEntries = {{
      {"host", &Headers::host},
      {"content-length", &Headers::content_length},
      {"content-type", &Headers::content_type},
      {"content-encoding", &Headers::content_encoding},
      {"transfer-encoding", &Headers::transfer_encoding},
      {"expect", &Headers::expect},
      {"range", &Headers::range},
  }};
  for (const Entry& entry : kEntries) {
    if (equals_ignoring_case(name, entry.name)) {
      return &(headers.*entry.slot);
    }
  }
  return nullptr;
}

std::optional<Refusal> read_header(std::string_view line, Headers& headers) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  // RFC 9112 section 5.1: white space between name and colon must be refused; is_token does.
  if (colon == std::string_view::npos || !is_token(name)) {
    return Refusal{400, "a header line is malformed"};
  }
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (equals_ignoring_case(name, "connection")) {
    headers.close = headers.close || has_token(value, "close");
    return std::nullopt;
  }
  std::optional<std::string_view>* slot = single(headers, name);
  if (slot == nullptr) {
    return std::nullopt;
  }
  if (slot->has_value()) {
    return Refusal{400, "a header that may stand once is repeated"};
  }
  *slot = value;
  return std::nullopt;
}

tl::expected<std::size_t, Refusal> body_length(const Headers& headers, std::string_view method,
                                               const FramingLimits& limits) {
  if (headers.transfer_encoding) {
    return refuse(411, "send the body with Content-Length, not with Transfer-Encoding");
  }
  if (!headers.content_length) {
    if (method == "POST") {
      return refuse(411, "the request has no Content-Length");
    }
    return 0;
  }
  const std::string_view digits = *headers.content_length;
  const bool numeric =
      !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (!numeric) {
    return refuse(400, "Content-Length is not a number");
  }
  std::size_t length = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (parsed.ec != std::errc() || length > limits.body_bytes) {
    return refuse(413, "the body is too large");
  }
  return length;
}

std::optional<Refusal> refusal_of(const Headers& headers, bool http_1_1) {
  if (http_1_1 && !headers.host) {
    return Refusal{400, "the request has no Host header"};  // RFC 9112 section 3.2
  }
  if (headers.range) {
    return Refusal{400, "Range requests are not served"};
  }
  if (headers.content_encoding) {
    return Refusal{415, "send the body without Content-Encoding"};
  }
  if (headers.expect && !equals_ignoring_case(*headers.expect, "100-continue")) {
    return Refusal{417, "the expectation is not supported"};
  }
  return std::nullopt;
}

}  // namespace

tl::expected<Frame, Refusal> parse_head(std::string_view head, const FramingLimits& limits) {
  std::string_view rest = head;
  const auto request_line = split_request_line(next_line(rest));
  if (!request_line) {
    return refuse(400, "the request line is malformed");
  }
  const bool http_1_1 = request_line->version == "HTTP/1.1";
  if (!http_1_1 && request_line->version != "HTTP/1.0") {
    return refuse(505, "only HTTP/1.1 is spoken here");
  }
  Headers headers;
  for (std::string_view line = next_line(rest); !line.empty(); line = next_line(rest)) {
    if (const auto refusal = read_header(line, headers)) {
      return tl::unexpected<Refusal>(*refusal);
    }
  }
  if (const auto refusal = refusal_of(headers, http_1_1)) {
    return tl::unexpected<Refusal>(*refusal);
  }
  const auto length = body_length(headers, request_line->method, limits);
  if (!length) {
    return tl::unexpected<Refusal>(length.error());
  }
  // An HTTP/1.0 client knows no 100 (RFC 9110 section 10.1.1) and is answered once.
  return Frame{.head_bytes = head.size(),
               .body_bytes = *length,
               .keep_alive = http_1_1 && !headers.close,
               .expects_continue = http_1_1 && headers.expect.has_value()};
}

}  // namespace postern::front
