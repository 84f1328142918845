#include <cstddef>

#include "dsn/recognise.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

bool is_driver_char(char c) { return is_alnum(c) || c == '_' || c == '+'; }

constexpr bool ends_embedded(char c) {
  return is_blank(c) || c == '"' || c == '\'' || c == '`' || c == '<' || c == '>' || c == '|' ||
         c == '\\';
}

/// Where the scheme begins whose "://" stands at `colon`. What another scheme wraps, as in
/// r2dbc:postgresql://, is found by itself.
std::size_t begin_of_embedded(std::string_view text, std::size_t colon) {
  constexpr std::size_t kLongestScheme = 48;
  constexpr std::string_view kJdbc = "jdbc:";
  std::size_t begin = colon;
  while (begin > 0 && colon - begin < kLongestScheme && is_driver_char(text[begin - 1])) {
    --begin;
  }
  const bool jdbc = begin >= kJdbc.size() && has_scheme(text.substr(begin - kJdbc.size())) &&
                    starts_with_ignoring_case(text.substr(begin - kJdbc.size()), kJdbc);
  return jdbc ? begin - kJdbc.size() : begin;
}

std::size_t end_of_embedded(std::string_view text, std::size_t from) {
  while (from < text.size() && !ends_embedded(text[from])) {
    ++from;
  }
  return from;
}

}  // namespace

std::vector<std::string_view> embedded_uris(std::string_view text) {
  std::vector<std::string_view> found;
  std::size_t colon = text.find("://");
  while (colon != std::string_view::npos) {
    const std::size_t begin = begin_of_embedded(text, colon);
    std::size_t next = colon + 3;
    if (has_scheme(text.substr(begin))) {
      next = end_of_embedded(text, next);
      found.push_back(text.substr(begin, next - begin));
    }
    colon = text.find("://", next);  // behind this one, so that the whole walk is linear
  }
  return found;
}

}  // namespace postern::dsn
