#include "front/framing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace postern::front {
namespace {

using tl::unexpected;

unexpected<Refusal> refuse(int status, Literal reason) {
  return unexpected<Refusal>(Refusal{status, reason});
}

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, [](char a, char b) { return lower(a) == b; });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

// RFC 9110 section 5.6.2: tchar.
bool is_token_character(char c) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kMarks.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_character);
}

// A control character inside a line: NUL, a lone CR, anything below space but HTAB, DEL.
bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

// Cuts the next line off `rest`, without its CRLF. Only for heads HeadScanner has accepted.
std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find("\r\n");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), line.size() + 2));
  return line;
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

// RFC 9112 section 3: method SP target SP version, one space each.
struct RequestLine {
  std::string_view method, target, version;
};

std::optional<RequestLine> split_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return std::nullopt;
  }
  const RequestLine parts{line.substr(0, first), line.substr(first + 1, last - first - 1),
                          line.substr(last + 1)};
  const bool spaced = parts.target.find_first_of(" \t") != std::string_view::npos;
  if (!is_token(parts.method) || parts.target.empty() || spaced) {
    return std::nullopt;
  }
  return parts;
}

// RFC 9112 section 3.2.2: a server must accept the absolute form, `http://host/path`, too.
std::string_view origin_form(std::string_view target) {
  const std::size_t scheme = target.find("://");
  const bool absolute = !target.starts_with('/') && scheme != std::string_view::npos &&
                        (equals_ignoring_case(target.substr(0, scheme), "http") ||
                         equals_ignoring_case(target.substr(0, scheme), "https"));
  if (!absolute) {
    return target;
  }
  const std::size_t path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos || target[path] == '?' ? "/" : target.substr(path);
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

// A line of a head, without its LF. The head ends with an empty line, which cannot be the first.
std::optional<Refusal> refusal_of_line(std::string_view line, bool first) {
  if (!line.ends_with('\r')) {
    return Refusal{400, "a line does not end in CR LF"};
  }
  line.remove_suffix(1);
  if (has_control(line)) {
    return Refusal{400, "the request head holds a control character"};
  }
  // RFC 9112 section 5.2: a line that begins with white space continues a header (obs-fold).
  if (line.empty() ? first : line.front() == ' ' || line.front() == '\t') {
    return Refusal{400, "the request head holds a folded or empty line"};
  }
  return std::nullopt;
}

}  // namespace

tl::expected<std::size_t, Refusal> HeadScanner::scan(std::string_view text,
                                                     const FramingLimits& limits) {
  // A client that speaks another protocol (TLS, say) waits for an answer, not for its line to end.
  if (seen_ == 0 && !text.empty() && text.front() != '\r' && text.front() != '\n' &&
      !is_token_character(text.front())) {
    return refuse(400, "this is not HTTP");
  }
  for (;;) {
    const std::size_t feed = text.find('\n', seen_);
    seen_ = feed == std::string_view::npos ? text.size() : feed + 1;
    if (seen_ > limits.head_bytes) {
      return refuse(431, "the request head is too large");
    }
    if (feed == std::string_view::npos) {
      return 0;
    }
    const std::string_view line = text.substr(line_start_, feed - line_start_);
    if (const auto refusal = refusal_of_line(line, lines_ == 0)) {
      return tl::unexpected<Refusal>(*refusal);
    }
    if (line == "\r") {
      return seen_;
    }
    if (++lines_ > limits.header_lines + 1) {
      return refuse(431, "the request has too many header lines");
    }
    line_start_ = seen_;
  }
}

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

std::string_view method_of(std::string_view head) {
  const std::string_view method = head.substr(0, std::min(head.find(' '), head.size()));
  return is_token(method) ? method : std::string_view();
}

std::string_view target_of(std::string_view head) {
  const auto line = split_request_line(next_line(head));
  return line ? origin_form(line->target) : std::string_view();
}

std::string_view path_of(std::string_view head) {
  const std::string_view target = target_of(head);
  return target.substr(0, target.find('?'));
}

std::string_view header_of(std::string_view head, std::string_view name) {
  next_line(head);
  for (std::string_view line = next_line(head); !line.empty(); line = next_line(head)) {
    const std::size_t colon = std::min(line.find(':'), line.size() - 1);
    if (equals_ignoring_case(line.substr(0, colon), name)) {
      return trimmed(line.substr(colon + 1));
    }
  }
  return {};
}

}  // namespace postern::front
