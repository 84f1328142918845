#include "dsn/recognise.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "dsn/dialect.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

/// Length of "postgres" or "postgresql" at the start, any case; 0 for neither.
std::size_t postgres_word(std::string_view text) {
  if (!starts_with_ignoring_case(text, "postgres")) {
    return 0;
  }
  return starts_with_ignoring_case(text.substr(8), "ql") ? 10 : 8;
}

bool is_driver_char(char c) { return is_alnum(c) || c == '_' || c == '+'; }

bool has_uri_scheme(std::string_view text) {
  std::size_t at = postgres_word(text);
  if (at == 0) {
    return false;
  }
  constexpr std::size_t kLongestDriver = 32;
  const std::size_t limit = std::min(text.size(), at + kLongestDriver);
  if (at < limit && text[at] == '+') {
    while (at < limit && is_driver_char(text[at])) {
      ++at;
    }
  }
  return text.substr(at).starts_with("://");
}

/// The longest keyword has 25 characters; the '=' stands behind it, or blanks do.
bool begins_with_known_keyword(std::string_view text) {
  constexpr std::size_t kReach = 40;
  const std::size_t equals = text.substr(0, kReach).find('=');
  return equals != std::string_view::npos && equals != 0 &&
         find_key(trimmed(text.substr(0, equals))) != Key::kNone;
}

bool is_keyword_text(std::string_view text) {
  if (text.size() > kMaximumLength || !begins_with_known_keyword(text) ||
      text.find('\n') != std::string_view::npos) {
    return false;
  }
  const Dsn dsn = parse(text);
  if (dsn.dialect != Dialect::kLibpq || !dsn.parses()) {
    return false;
  }
  std::size_t naming = 0;
  for (const Key key : {Key::kHost, Key::kHostaddr, Key::kDbname, Key::kUser}) {
    naming += dsn.value(key) == nullptr ? 0U : 1U;
  }
  return naming >= 2;
}

std::optional<Sign> sign_of(std::string_view text) {
  if (text.empty()) {
    return std::nullopt;
  }
  if (has_scheme(text)) {
    return Sign::kScheme;
  }
  // Both keyword forms begin with a letter and hold a '=' soon after it.
  const char first = to_lower(text.front());
  if (first < 'a' || first > 'z' || text.substr(0, 40).find('=') == std::string_view::npos) {
    return std::nullopt;
  }
  if (looks_like_npgsql(text)) {
    return Sign::kNpgsql;
  }
  return is_keyword_text(text) ? std::optional(Sign::kKeywordText) : std::nullopt;
}

}  // namespace

bool has_scheme(std::string_view text) {
  if (text.empty()) {
    return false;
  }
  switch (to_lower(text.front())) {
    case 'p':
      return has_uri_scheme(text);
    case 'j':
      return starts_with_ignoring_case(text, "jdbc:postgresql:");
    default:
      return false;
  }
}

std::optional<Candidate> recognise(std::string_view value, KeyRole role) {
  Candidate candidate;
  candidate.text = trimmed(value);
  candidate.wrapping.whitespace = candidate.text.size() != value.size();
  const std::string_view inside = candidate.text;
  const bool quoted = inside.size() >= 2 && inside.front() == inside.back() &&
                      (inside.front() == '"' || inside.front() == '\'');
  if (quoted) {
    candidate.wrapping.quotes = true;
    candidate.text = trimmed(inside.substr(1, inside.size() - 2));
    candidate.wrapping.whitespace |= candidate.text.size() != inside.size() - 2;
  }
  if (const std::optional<Sign> sign = sign_of(candidate.text)) {
    candidate.sign = *sign;
    return candidate;
  }
  if (role == KeyRole::kDeclaredDsn && !candidate.text.empty()) {
    candidate.sign = Sign::kDeclaredKey;
    return candidate;
  }
  return std::nullopt;
}

std::string_view without_argument_prefix(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return argument;
  }
  const std::string_view name = argument.substr(0, equals);
  const bool is_name = std::ranges::all_of(
      name, [](char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; });
  // "host=db user=app" is no prefix but a keyword string.
  const std::string_view rest = argument.substr(equals + 1);
  return is_name && recognise(rest).has_value() ? rest : argument;
}

}  // namespace postern::dsn
