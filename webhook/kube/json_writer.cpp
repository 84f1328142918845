#include "kube/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

namespace postern::kube {
namespace {

bool needs_escape(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20U; }

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
    return;
  }
  const auto code = static_cast<unsigned char>(c);
  out += "\\u00";
  out += kHex[code >> 4U];
  out += kHex[code & 0xFU];
}

template <typename Number, typename... Format>
void append_chars(std::string& out, Number value, Format... format) {
  std::array<char, 400> buffer{};  // the longest: -1.7e308 in fixed notation
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format...).ptr;
  out.append(buffer.data(), end);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t clean = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (needs_escape(text[i])) {
      out.append(text, clean, i - clean);
      append_escaped(out, text[i]);
      clean = i + 1;
    }
  }
  out.append(text, clean);
  out += '"';
}

void append_json_number(std::string& out, std::int64_t value) { append_chars(out, value); }
void append_json_number(std::string& out, std::uint64_t value) { append_chars(out, value); }

void append_json_number(std::string& out, double value) {
  // encoding/json, floatEncoder: exponents only outside [1e-6, 1e21).
  constexpr double kSmall = 1e-6;
  constexpr double kLarge = 1e21;
  constexpr double kBeyondIntegers = 1e19;
  const double size = std::fabs(value);
  if (size != 0 && (size < kSmall || size >= kLarge)) {
    append_chars(out, value, std::chars_format::scientific);
    return;
  }
  append_chars(out, value, std::chars_format::fixed);
  if (size >= kBeyondIntegers) {
    out += ".0";
  }
}

}  // namespace postern::kube
