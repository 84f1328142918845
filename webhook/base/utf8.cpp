#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace postern {
namespace {

constexpr unsigned byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

constexpr bool is_continuation(unsigned byte) { return (byte & 0xC0U) == 0x80U; }

// RFC 3629 section 4: the second byte's range excludes overlong forms, surrogates and values
// beyond U+10FFFF.
constexpr bool second_byte_fits(unsigned first, unsigned second) {
  switch (first) {
    case 0xE0:
      return second >= 0xA0 && second <= 0xBF;
    case 0xED:
      return second >= 0x80 && second <= 0x9F;
    case 0xF0:
      return second >= 0x90 && second <= 0xBF;
    case 0xF4:
      return second >= 0x80 && second <= 0x8F;
    default:
      return is_continuation(second);
  }
}

constexpr std::size_t declared_length(unsigned first) {
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return 2;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    return 3;
  }
  return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

constexpr std::uint32_t code_point(std::string_view sequence) {
  constexpr std::array<unsigned, 5> kLeadBits = {0, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t value = byte_at(sequence, 0) & kLeadBits[sequence.size()];
  for (std::size_t i = 1; i < sequence.size(); ++i) {
    value = value << 6U | (byte_at(sequence, i) & 0x3FU);
  }
  return value;
}

struct CodePoints {
  std::uint32_t first;
  std::uint32_t last;
};

// What ends a line, or turns the direction of the text around it (UAX #9), can forge a line.
constexpr std::array kNotShown = {CodePoints{0x00, 0x1F},     CodePoints{0x7F, 0x9F},
                                  CodePoints{0x061C, 0x061C}, CodePoints{0x200B, 0x200F},
                                  CodePoints{0x2028, 0x202E}, CodePoints{0x2060, 0x2069},
                                  CodePoints{0xFEFF, 0xFEFF}, CodePoints{0xE0000, 0xE007F}};

bool is_control(std::string_view sequence) {
  const std::uint32_t value = code_point(sequence);
  return std::ranges::any_of(kNotShown, [value](const CodePoints& range) {
    return value >= range.first && value <= range.last;
  });
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  const unsigned first = byte_at(text, 0);
  const std::size_t length = declared_length(first);
  if (length == 0 || length > text.size()) {
    return 0;
  }
  if (length > 1 && !second_byte_fits(first, byte_at(text, 1))) {
    return 0;
  }
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(byte_at(text, i))) {
      return 0;
    }
  }
  return length;
}

std::string printable(std::string_view text, std::size_t limit) {
  if (text.size() <= limit &&
      std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7F; })) {
    return std::string(text);  // nearly every name
  }
  std::string out;
  out.reserve(text.size() < limit ? text.size() : limit);
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    const std::string_view sequence = text.substr(0, length == 0 ? 1 : length);
    const bool shown = length != 0 && !is_control(sequence);
    if (out.size() + (shown ? length : 1) > limit) {
      break;
    }
    shown ? out.append(sequence) : out.append("?");
    text.remove_prefix(sequence.size());
  }
  return out;
}

std::string_view utf8_prefix(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) {
    return text;
  }
  while (limit > 0 && is_continuation(byte_at(text, limit))) {
    --limit;
  }
  return text.substr(0, limit);
}

}  // namespace postern
