// Colours of a terminal's text.
// Guarantees plain text when they are off.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::report {

enum class Colour : std::uint8_t { kOff, kOn };

/// ECMA-48 "select graphic rendition" codes, as terminals have them.
inline constexpr std::string_view kBold = "1";
inline constexpr std::string_view kDim = "2";
inline constexpr std::string_view kRed = "1;31";
inline constexpr std::string_view kYellow = "1;33";
inline constexpr std::string_view kBlue = "1;34";

[[nodiscard]] inline std::string coloured(std::string_view text, std::string_view code,
                                          Colour colour) {
  if (colour == Colour::kOff) {
    return std::string(text);
  }
  return "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m";
}

}  // namespace postern::report
