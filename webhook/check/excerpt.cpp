#include "check/excerpt.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace postern::check {
namespace {

constexpr std::size_t kLongestKey = 120;
constexpr std::size_t kDeepestIndent = 60;

// The text before a column when it is only indentation and the dashes of lists. Anything else may
// be a value ([a, b], {a: b}) and is left out.
std::string lead(std::string_view line, std::size_t column) {
  const std::string_view before = line.substr(0, column - 1);
  if (before.size() < column - 1 || before.find_first_not_of(" \t-") != std::string_view::npos) {
    return "... ";
  }
  std::string text(before);
  std::ranges::replace(text, '\t', ' ');
  return text.size() <= kDeepestIndent ? text : "... ";
}

std::string shown_key(std::string_view key, bool json) {
  const std::string text = printable(key, kLongestKey);
  return json ? fmt::format("\"{}\": ", text) : fmt::format("{}: ", text);
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

report::Excerpt excerpt_at(const kube::Place& place, const kube::Places& places, bool json) {
  const bool has_key = place.key_position.line == place.position.line;
  const kube::Position start = has_key ? place.key_position : place.position;
  if (start.line == 0 || start.column == 0) {
    return {};
  }
  std::string text = lead(places.line(start.line), start.column);
  if (has_key) {
    text += shown_key(place.key, json);
  }
  const bool at_key = has_key && place.key_position == place.position;
  const std::size_t caret =
      at_key ? characters(text) - characters(shown_key(place.key, json)) + 1 : characters(text) + 1;
  text += report::kMask;
  return {.text = std::move(text), .caret = caret};
}

}  // namespace postern::check
