#include "front/request_head.h"

#include <algorithm>

#include "front/http_text.h"

namespace postern::front {
namespace {

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

}  // namespace

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
