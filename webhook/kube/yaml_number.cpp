#include "kube/yaml_number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

#include "dsn/text.h"

namespace postern::kube {
namespace {

using dsn::is_digit;

// References in this file are to go-yaml v2.4 (resolve.go) and Go's strconv.

bool is_sign(char c) { return c == '+' || c == '-'; }

std::optional<std::uint64_t> digits(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

// strconv.ParseUint(s, 0, 64) behind the sign: 0x, 0o, 0b and a leading 0 choose the base.
std::optional<std::uint64_t> prefixed_digits(std::string_view text) {
  if (text.size() < 2 || text[0] != '0') {
    return digits(text, 10);
  }
  switch (text[1]) {
    case 'x':
    case 'X':
      return digits(text.substr(2), 16);
    case 'o':
    case 'O':
      return digits(text.substr(2), 8);
    case 'b':
    case 'B':
      return digits(text.substr(2), 2);
    default:
      return digits(text.substr(1), 8);
  }
}

std::optional<Number> signed_value(std::uint64_t magnitude, bool negative) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 63U;
  if (negative) {
    if (magnitude > kLimit) {
      return std::nullopt;
    }
    return Number(static_cast<std::int64_t>(0 - magnitude));
  }
  if (magnitude < kLimit) {
    return Number(static_cast<std::int64_t>(magnitude));
  }
  return Number(magnitude);
}

// ParseInt, then ParseUint; only ParseInt takes a sign, so "+" never goes beyond 63 bits.
std::optional<Number> integer(std::string_view text) {
  const bool has_sign = is_sign(text[0]);
  const auto magnitude = prefixed_digits(has_sign ? text.substr(1) : text);
  if (!magnitude) {
    return std::nullopt;
  }
  auto value = signed_value(*magnitude, text[0] == '-');
  if (has_sign && value && std::holds_alternative<std::uint64_t>(*value)) {
    return std::nullopt;
  }
  return value;
}

// go-yaml's own reading of what follows "0b": with a sign, which Go's ParseInt(s, 0) refuses.
std::optional<Number> signed_binary(std::string_view text) {
  if (!text.starts_with("0b") || text.size() < 4 || !is_sign(text[2])) {
    return std::nullopt;
  }
  const auto magnitude = digits(text.substr(3), 2);
  if (!magnitude) {
    return std::nullopt;
  }
  auto value = signed_value(*magnitude, text[2] == '-');
  if (value && std::holds_alternative<std::uint64_t>(*value)) {
    return std::nullopt;
  }
  return value;
}

std::size_t count_digits(std::string_view text) {
  const auto* const end = std::ranges::find_if_not(text, is_digit);
  return static_cast<std::size_t>(end - text.begin());
}

// yamlStyleFloat behind its sign: (\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looks_like_float(std::string_view text) {
  const std::size_t whole = count_digits(text);
  text.remove_prefix(whole);
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    const std::size_t fraction = count_digits(text);
    if (whole + fraction == 0) {
      return false;
    }
    text.remove_prefix(fraction);
  } else if (whole == 0) {
    return false;
  }
  if (text.empty()) {
    return true;
  }
  if (text[0] != 'e' && text[0] != 'E') {
    return false;
  }
  text.remove_prefix(1);
  if (!text.empty() && is_sign(text[0])) {
    text.remove_prefix(1);
  }
  return !text.empty() && count_digits(text) == text.size();
}

// Too large is an error to Go (the scalar stays text), too small is zero.
std::optional<double> floating(std::string_view text) {
  const bool negative = text[0] == '-';
  if (is_sign(text[0])) {
    text.remove_prefix(1);
  }
  if (!looks_like_float(text)) {
    return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    // from_chars tells neither which way nor what is left of a subnormal.
    value = std::strtod(std::string(text).c_str(), nullptr);
  }
  if (std::isinf(value)) {
    return std::nullopt;
  }
  return negative ? -value : value;
}

}  // namespace

std::optional<Number> number_of(std::string_view text) {
  std::string without_underscores;
  if (text.find('_') != std::string_view::npos) {
    without_underscores = text;
    std::erase(without_underscores, '_');
    text = without_underscores;
  }
  if (const std::optional<Number> value = integer(text)) {
    return value;
  }
  if (const std::optional<double> value = floating(text)) {
    return *value;
  }
  return signed_binary(text);
}

// strconv.ParseFloat itself: an underscore may stand between two digits (underscoreOK).
std::optional<double> dotted_float(std::string_view text) {
  std::string digits_only;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      digits_only += text[i];
    } else if (i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
      return std::nullopt;
    }
  }
  return floating(digits_only);
}

}  // namespace postern::kube
