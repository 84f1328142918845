#include "kube/base64.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace postern::kube {
namespace {

constexpr std::uint8_t kInvalid = 0xFF;
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::uint8_t, 256> make_table() {
  std::array<std::uint8_t, 256> table{};
  table.fill(kInvalid);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr std::array<std::uint8_t, 256> kTable = make_table();

std::string without_line_breaks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c != '\r' && c != '\n') {
      out += c;
    }
  }
  return out;
}

std::size_t padding_of(std::string_view text) {
  if (text.ends_with("==")) {
    return 2;
  }
  return text.ends_with('=') ? 1 : 0;
}

std::optional<std::string> decode_packed(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  const std::size_t padding = padding_of(text);
  std::string out(text.size() / 4 * 3, '\0');
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t quantum = 0;
    const std::size_t given = i + 4 == text.size() ? 4 - padding : 4;
    for (std::size_t j = 0; j < 4; ++j) {
      const std::uint8_t digit = j < given ? kTable[static_cast<unsigned char>(text[i + j])] : 0;
      if (digit == kInvalid) {
        return std::nullopt;
      }
      quantum = quantum << 6U | digit;
    }
    out[written++] = static_cast<char>(quantum >> 16U & 0xFFU);
    out[written++] = static_cast<char>(quantum >> 8U & 0xFFU);
    out[written++] = static_cast<char>(quantum & 0xFFU);
  }
  out.resize(written - padding);
  return out;
}

// Two searches: find_first_of looks every single character up in the set.
bool has_line_break(std::string_view text) {
  return text.find('\n') != std::string_view::npos || text.find('\r') != std::string_view::npos;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  if (has_line_break(text)) {
    return decode_packed(without_line_breaks(text));
  }
  return decode_packed(text);
}

std::string encode_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t given = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t quantum = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      quantum = quantum << 8U | (j < given ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= given ? kAlphabet[quantum >> (18 - 6 * j) & 0x3FU] : '=';
    }
  }
  return out;
}

}  // namespace postern::kube
