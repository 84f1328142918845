#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "dsn/recognise.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

std::optional<unsigned> base64_digit(char c) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t position = kDigits.find(c);
  return position == std::string_view::npos ? std::nullopt
                                            : std::optional(static_cast<unsigned>(position));
}

/// RFC 4648 with blanks ignored (base64(1) wraps lines); nullopt when it is not base64.
std::optional<std::string> base64_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  unsigned buffer = 0;
  unsigned digits = 0;
  while (text.ends_with('=')) {
    text.remove_suffix(1);
  }
  for (const char c : text) {
    if (is_blank(c)) {
      continue;
    }
    const std::optional<unsigned> digit = base64_digit(c);
    if (!digit) {
      return std::nullopt;
    }
    buffer = (buffer << 6U | *digit) & 0xFFFFFFU;
    if (++digits % 4 != 1) {
      out.push_back(static_cast<char>(buffer >> (6U - 2U * ((digits - 1) % 4)) & 0xFFU));
    }
  }
  return out;
}

/// Base64 of any text that can begin a connection string begins with one of these, since three
/// bytes make four digits: "pos", "jdb", "hos", "dbn", "use" and their capitals.
bool begins_like_base64_of_dsn(std::string_view text) {
  const std::optional<std::string> head = base64_decoded(text.substr(0, 4));
  if (!head || head->size() != 3) {
    return false;
  }
  constexpr std::array<std::string_view, 8> kHeads{"pos", "jdb", "hos", "dbn",
                                                   "use", "por", "pas", "ser"};
  return std::ranges::any_of(
      kHeads, [&](std::string_view known) { return equals_ignoring_case(*head, known); });
}

}  // namespace

bool is_base64_of_dsn(std::string_view value) {
  const std::string_view text = trimmed(value);
  constexpr std::size_t kShortest = 16;
  if (text.size() < kShortest || text.size() > kMaximumLength || !begins_like_base64_of_dsn(text)) {
    return false;
  }
  const std::optional<std::string> decoded = base64_decoded(text);
  return decoded && recognise(*decoded).has_value();
}

}  // namespace postern::dsn
