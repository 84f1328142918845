#include "dsn/dialect.h"

#include "dsn/text.h"

namespace postern::dsn {
namespace {

/// "psycopg" of "postgresql+psycopg://"; empty when the scheme names no driver.
std::string_view sqlalchemy_driver(std::string_view text) {
  const std::size_t plus = text.starts_with("postgresql+") ? 11 : 9;
  if (plus == 9 && !text.starts_with("postgres+")) {
    return {};
  }
  const std::size_t end = text.find("://", plus);
  return end == std::string_view::npos ? std::string_view() : text.substr(plus, end - plus);
}

}  // namespace

bool read_dialect(Draft& draft) {
  const std::string_view text = draft.text();
  if (text.empty()) {
    return false;
  }
  // Every other string costs one comparison of its first byte.
  const char first = to_lower(text.front());
  constexpr std::string_view kJdbc = "jdbc:postgresql:";
  if (first == 'p' && !sqlalchemy_driver(text).empty()) {
    read_sqlalchemy(draft, sqlalchemy_driver(text));
    return true;
  }
  if (first == 'j' && starts_with_ignoring_case(text, kJdbc)) {
    read_jdbc(draft, kJdbc.size());
    return true;
  }
  if (looks_like_npgsql(text)) {
    read_npgsql(draft);
    return true;
  }
  return false;
}

}  // namespace postern::dsn
