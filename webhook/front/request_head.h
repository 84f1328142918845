// What a request's head says, once HeadScanner has found its end.
// Guarantees views into the head; what is malformed or absent is an empty view.
#pragma once

#include <optional>
#include <string_view>

namespace postern::front {

/// RFC 9112 section 3: method SP target SP version, one space each.
struct RequestLine {
  std::string_view method, target, version;
};

/// Nothing when the line is no request line.
[[nodiscard]] std::optional<RequestLine> split_request_line(std::string_view line);

/// The request's method, an empty view when the head does not even begin with one.
[[nodiscard]] std::string_view method_of(std::string_view head);

/// The request's path and query, as sent (RFC 9112 section 3.2.1: its origin form).
[[nodiscard]] std::string_view target_of(std::string_view head);

/// The request's target up to the query, as sent.
[[nodiscard]] std::string_view path_of(std::string_view head);

/// The value of the first header `name` (lower case), trimmed; empty when absent.
[[nodiscard]] std::string_view header_of(std::string_view head, std::string_view name);

}  // namespace postern::front
