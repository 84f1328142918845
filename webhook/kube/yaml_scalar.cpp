#include "kube/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "dsn/text.h"
#include "kube/base64.h"
#include "kube/yaml_number.h"

namespace postern::kube {
namespace {

// References in this file are to go-yaml v2.4 (resolve.go).

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

// The first character decides whether go-yaml looks further than "it is text" (resolveTable).
enum class Hint : std::uint8_t { kText, kWord, kFloat, kNumber };

Hint hint_of(std::string_view text) {
  if (text.empty() || std::string_view("yYnNtTfFoO~").find(text[0]) != std::string_view::npos) {
    return Hint::kWord;
  }
  if (dsn::is_digit(text[0]) || text[0] == '+' || text[0] == '-') {
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

std::optional<Resolved> number(std::string_view text) {
  const std::optional<Number> value = number_of(text);
  if (!value) {
    return std::nullopt;
  }
  const Tag tag = std::holds_alternative<double>(*value) ? Tag::kFloat : Tag::kInt;
  return Resolved{tag, std::visit([](auto number) { return Scalar(number); }, *value)};
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

Scalar binary(std::string_view text) {
  std::optional<std::string> bytes = decode_base64(text);
  return bytes ? Scalar(Decoded{*std::move(bytes)})
               : Scalar(Unreadable{"a !!binary value is not valid base64"});
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

}  // namespace postern::kube
