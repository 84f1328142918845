// Small questions about ASCII text, independent of the process's locale.
// Guarantees that no function allocates more than its result.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace postern::dsn {

/// isspace() in the C locale, which is what libpq's parsers use.
[[nodiscard]] constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[nodiscard]] constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] constexpr bool is_alnum(char c) {
  return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z');
}

[[nodiscard]] constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

[[nodiscard]] constexpr bool starts_with_ignoring_case(std::string_view text,
                                                       std::string_view prefix) {
  return text.size() >= prefix.size() &&
         equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

[[nodiscard]] inline std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), to_lower);
  return out;
}

/// An integer as libpq reads one (fe-connect.c, parse_int_param): blanks around it, a sign, decimal
/// digits, the range of a C int. nullopt for anything else.
[[nodiscard]] std::optional<int> integer_from_text(std::string_view text);

/// Calls `visit(element)` for each element of a comma-separated list; "" has one empty element
/// (fe-connect.c, parse_comma_separated_list). Stops when visit returns false.
template <typename Visitor>
void for_each_element(std::string_view list, Visitor visit) {
  for (;;) {
    const std::size_t comma = list.find(',');
    if (!visit(list.substr(0, comma)) || comma == std::string_view::npos) {
      return;
    }
    list.remove_prefix(comma + 1);
  }
}

}  // namespace postern::dsn
