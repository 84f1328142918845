#include "kube/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace postern::kube {
namespace {

// References in this file are to go-yaml v2.4 (resolve.go) and Go's strconv.

struct Word {
  std::string_view text;
  Tag tag;
  Scalar (*value)();
};

Scalar yes() { return true; }
Scalar no() { return false; }
Scalar null() { return Null{}; }
Scalar not_a_number() { return std::numeric_limits<double>::quiet_NaN(); }
Scalar infinity() { return std::numeric_limits<double>::infinity(); }
Scalar minus_infinity() { return -std::numeric_limits<double>::infinity(); }

// resolveMap
constexpr auto kWords = std::to_array<Word>({
    {"y", Tag::kBool, yes},
    {"Y", Tag::kBool, yes},
    {"yes", Tag::kBool, yes},
    {"Yes", Tag::kBool, yes},
    {"YES", Tag::kBool, yes},
    {"true", Tag::kBool, yes},
    {"True", Tag::kBool, yes},
    {"TRUE", Tag::kBool, yes},
    {"on", Tag::kBool, yes},
    {"On", Tag::kBool, yes},
    {"ON", Tag::kBool, yes},
    {"n", Tag::kBool, no},
    {"N", Tag::kBool, no},
    {"no", Tag::kBool, no},
    {"No", Tag::kBool, no},
    {"NO", Tag::kBool, no},
    {"false", Tag::kBool, no},
    {"False", Tag::kBool, no},
    {"FALSE", Tag::kBool, no},
    {"off", Tag::kBool, no},
    {"Off", Tag::kBool, no},
    {"OFF", Tag::kBool, no},
    {"", Tag::kNull, null},
    {"~", Tag::kNull, null},
    {"null", Tag::kNull, null},
    {"Null", Tag::kNull, null},
    {"NULL", Tag::kNull, null},
    {".nan", Tag::kFloat, not_a_number},
    {".NaN", Tag::kFloat, not_a_number},
    {".NAN", Tag::kFloat, not_a_number},
    {".inf", Tag::kFloat, infinity},
    {".Inf", Tag::kFloat, infinity},
    {".INF", Tag::kFloat, infinity},
    {"+.inf", Tag::kFloat, infinity},
    {"+.Inf", Tag::kFloat, infinity},
    {"+.INF", Tag::kFloat, infinity},
    {"-.inf", Tag::kFloat, minus_infinity},
    {"-.Inf", Tag::kFloat, minus_infinity},
    {"-.INF", Tag::kFloat, minus_infinity},
});

constexpr std::size_t kLongestWord = 5;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_sign(char c) { return c == '+' || c == '-'; }

// The first character decides whether go-yaml looks further than "it is text" (resolveTable).
enum class Hint : std::uint8_t { kText, kWord, kFloat, kNumber };

Hint hint_of(std::string_view text) {
  if (text.empty() || std::string_view("yYnNtTfFoO~").find(text[0]) != std::string_view::npos) {
    return Hint::kWord;
  }
  if (is_digit(text[0]) || is_sign(text[0])) {
    return Hint::kNumber;
  }
  return text[0] == '.' ? Hint::kFloat : Hint::kText;
}

struct Resolved {
  Tag tag;
  Scalar value;
};

std::optional<Resolved> word(std::string_view text) {
  if (text.size() > kLongestWord) {
    return std::nullopt;
  }
  const auto* const found = std::ranges::find(kWords, text, &Word::text);
  if (found == kWords.end()) {
    return std::nullopt;
  }
  return Resolved{found->tag, found->value()};
}

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

std::optional<Scalar> signed_value(std::uint64_t magnitude, bool negative) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 63U;
  if (negative) {
    if (magnitude > kLimit) {
      return std::nullopt;
    }
    return Scalar(static_cast<std::int64_t>(0 - magnitude));
  }
  if (magnitude < kLimit) {
    return Scalar(static_cast<std::int64_t>(magnitude));
  }
  return Scalar(magnitude);
}

// ParseInt, then ParseUint; only ParseInt takes a sign, so "+" never goes beyond 63 bits.
std::optional<Scalar> integer(std::string_view text) {
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
std::optional<Scalar> signed_binary(std::string_view text) {
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
std::optional<Scalar> floating(std::string_view text) {
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
  return Scalar(negative ? -value : value);
}

// strconv.ParseFloat itself: an underscore may stand between two digits (underscoreOK).
std::optional<Scalar> dotted_float(std::string_view text) {
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

std::optional<Resolved> number(std::string_view text) {
  std::string without_underscores;
  if (text.find('_') != std::string_view::npos) {
    without_underscores = text;
    std::erase(without_underscores, '_');
    text = without_underscores;
  }
  if (const auto value = integer(text)) {
    return Resolved{Tag::kInt, *value};
  }
  if (const auto value = floating(text)) {
    return Resolved{Tag::kFloat, *value};
  }
  if (const auto value = signed_binary(text)) {
    return Resolved{Tag::kInt, *value};
  }
  return std::nullopt;
}

Resolved resolve_untagged(std::string_view text) {
  const Hint hint = hint_of(text);
  if (hint == Hint::kText) {
    // "null" and its like start with n or N, "<<" has no hint at all.
    return {Tag::kString, Verbatim{}};
  }
  if (auto found = word(text)) {
    return *found;
  }
  if (hint == Hint::kNumber) {
    if (auto found = number(text)) {
      return *found;
    }
  }
  if (hint == Hint::kFloat) {
    if (const auto value = dotted_float(text)) {
      return {Tag::kFloat, *value};
    }
  }
  return {Tag::kString, Verbatim{}};
}

std::optional<std::uint32_t> base64_value(char c) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t at = kAlphabet.find(c);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(at);
}

// base64.StdEncoding: line ends are skipped, padding is required.
Scalar binary(std::string_view text) {
  constexpr Unreadable kInvalid{"a !!binary value is not valid base64"};
  std::string clean(text);
  std::erase_if(clean, [](char c) { return c == '\n' || c == '\r'; });
  if (clean.size() % 4 != 0) {
    return kInvalid;
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < clean.size() && clean[clean.size() - 1 - padding] == '=') {
    ++padding;
  }
  std::string out;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const bool is_padding = i >= clean.size() - padding;
    const auto value = is_padding ? std::optional<std::uint32_t>(0) : base64_value(clean[i]);
    if (!value) {
      return kInvalid;
    }
    bits = (bits << 6U) | *value;
    if (i % 4 == 3) {
      out += static_cast<char>((bits >> 16U) & 0xFFU);
      out += static_cast<char>((bits >> 8U) & 0xFFU);
      out += static_cast<char>(bits & 0xFFU);
      bits = 0;
    }
  }
  out.resize(out.size() - padding);
  return Decoded{std::move(out)};
}

Scalar resolve_tagged(std::string_view text, Tag tag) {
  const Resolved found = resolve_untagged(text);
  if (found.tag == tag) {
    return found.value;
  }
  if (tag == Tag::kFloat && std::holds_alternative<std::int64_t>(found.value)) {
    return static_cast<double>(std::get<std::int64_t>(found.value));
  }
  return Unreadable{"a value does not match its tag"};
}

// strconv.FormatFloat(f, 'g', -1, 32), with go-yaml's words for what is not finite.
std::string float_key(double value) {
  if (std::isnan(value)) {
    return ".nan";
  }
  // Rounding to the nearest float overflows from half a step beyond the largest one.
  constexpr double kOverflow = 0x1.ffffffp127;
  if (std::fabs(value) >= kOverflow) {
    return value > 0 ? ".inf" : "-.inf";
  }
  const auto narrow = static_cast<float>(value);
  std::array<char, 64> buffer{};
  const auto scientific = std::to_chars(buffer.data(), buffer.data() + buffer.size(), narrow,
                                        std::chars_format::scientific);
  const std::string_view text(buffer.data(), scientific.ptr);
  int exponent = 0;
  const char* from = text.data() + text.find('e') + 1;
  std::from_chars(*from == '+' ? from + 1 : from, scientific.ptr, exponent);
  constexpr int kLeast = -4;
  constexpr int kMost = 6;
  if (exponent < kLeast || exponent >= kMost) {
    return std::string(text);
  }
  const auto fixed =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), narrow, std::chars_format::fixed);
  return {buffer.data(), fixed.ptr};
}

struct KeyWriter {
  std::string_view text;
  using Key = std::variant<std::string, Literal>;

  Key operator()(Null) const { return Literal("a key is null"); }
  Key operator()(bool value) const { return std::string(value ? "true" : "false"); }
  Key operator()(std::int64_t value) const { return std::to_string(value); }
  // sigs.k8s.io/yaml knows no uint64 keys.
  Key operator()(std::uint64_t) const { return Literal("a key is a number beyond 63 bits"); }
  Key operator()(double value) const { return float_key(value); }
  Key operator()(Verbatim) const { return std::string(text); }
  Key operator()(const Decoded& decoded) const { return decoded.text; }
  Key operator()(const Unreadable& error) const { return error.reason; }
};

}  // namespace

Scalar resolve(std::string_view text, ScalarStyle style, Tag tag) {
  switch (tag) {
    case Tag::kNone:
      return style == ScalarStyle::kPlain ? resolve_untagged(text).value : Scalar(Verbatim{});
    case Tag::kString:
    case Tag::kMerge:
    case Tag::kOther:
      return Verbatim{};
    case Tag::kBinary:
      return binary(text);
    case Tag::kTimestamp:
      return Unreadable{"a !!timestamp tag is not supported; quote the value instead"};
    case Tag::kBool:
    case Tag::kInt:
    case Tag::kFloat:
    case Tag::kNull:
      return resolve_tagged(text, tag);
  }
  return Verbatim{};
}

std::variant<std::string, Literal> key_text(const Scalar& scalar, std::string_view text) {
  return std::visit(KeyWriter{text}, scalar);
}

}  // namespace postern::kube
