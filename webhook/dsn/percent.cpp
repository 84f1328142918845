#include "dsn/percent.h"

#include <cstddef>

namespace postern::dsn {
namespace {

constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The byte that the two digits at `at` stand for; -1 when they are none.
int escaped_byte(std::string_view raw, std::size_t at) {
  if (at + 1 >= raw.size()) {
    return -1;
  }
  const int high = hex_digit(raw[at]);
  const int low = hex_digit(raw[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

char plain(char c, PercentRules rules) { return rules.plus_is_space && c == '+' ? ' ' : c; }

/// What is wrong with an escape that stands for `byte`; empty for nothing.
Literal fault_of(int byte, PercentRules rules) {
  if (byte < 0 && !rules.keeps_bad_escapes) {
    return "a percent sign is not followed by two hexadecimal digits; write it as %25";
  }
  return byte == 0 ? Literal("%00 is not allowed") : Literal();
}

std::string_view without_outer_spaces(std::string_view raw) {
  const std::size_t first = raw.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view()
                                         : raw.substr(first, raw.find_last_not_of(' ') - first + 1);
}

}  // namespace

// fe-connect.c, conninfo_uri_decode. Before libpq 18 it kept spaces; since then it drops them at
// both ends and refuses them inside.
PercentDecoded percent_decoded(std::string_view raw, PercentRules rules) {
  if (rules.trims_spaces) {
    raw = without_outer_spaces(raw);
    if (raw.find(' ') != std::string_view::npos) {
      return {.text = {}, .error = "libpq 18 refuses a space here; write it as %20"};
    }
  }
  const std::size_t first = rules.plus_is_space ? raw.find_first_of("%+") : raw.find('%');
  PercentDecoded decoded{.text = std::string(raw.substr(0, first))};
  for (std::size_t i = decoded.text.size(); i < raw.size(); ++i) {
    if (raw[i] != '%') {
      decoded.text.push_back(plain(raw[i], rules));
      continue;
    }
    const int byte = escaped_byte(raw, i + 1);
    if (const Literal fault = fault_of(byte, rules); !fault.empty()) {
      return {.text = {}, .error = fault};
    }
    decoded.text.push_back(byte < 0 ? '%' : static_cast<char>(byte));
    i += byte < 0 ? 0U : 2U;
  }
  return decoded;
}

}  // namespace postern::dsn
