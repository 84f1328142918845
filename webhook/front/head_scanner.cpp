#include "front/head_scanner.h"

#include <algorithm>
#include <optional>

#include "front/http_text.h"

namespace postern::front {
namespace {

// A control character inside a line: NUL, a lone CR, anything below space but HTAB, DEL.
bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
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
    return tl::unexpected<Refusal>(Refusal{400, "this is not HTTP"});
  }
  for (;;) {
    const std::size_t feed = text.find('\n', seen_);
    seen_ = feed == std::string_view::npos ? text.size() : feed + 1;
    if (seen_ > limits.head_bytes) {
      return tl::unexpected<Refusal>(Refusal{431, "the request head is too large"});
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
      return tl::unexpected<Refusal>(Refusal{431, "the request has too many header lines"});
    }
    line_start_ = seen_;
  }
}

}  // namespace postern::front
