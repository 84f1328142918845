// The forms in which a run can be reported, and the function that writes each.
// Guarantees one list: what the command line accepts is what is written.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/speakable.h"
#include "report/colour.h"
#include "report/run.h"

namespace postern::report {

enum class Format : std::uint8_t {
  kText,
  kJson,
  kSarif,
  kJunit,
  kGithub,
  kGitlab,
  kHtml,
  kMarkdown
};

inline constexpr std::array kFormats = {Format::kText,  Format::kJson,    Format::kSarif,
                                        Format::kJunit, Format::kGithub,  Format::kGitlab,
                                        Format::kHtml,  Format::kMarkdown};

[[nodiscard]] constexpr Literal to_text(Format format) {
  switch (format) {
    case Format::kText:
      return "text";
    case Format::kJson:
      return "json";
    case Format::kSarif:
      return "sarif";
    case Format::kJunit:
      return "junit";
    case Format::kGithub:
      return "github";
    case Format::kGitlab:
      return "gitlab";
    case Format::kHtml:
      return "html";
    case Format::kMarkdown:
      return "markdown";
  }
  return "text";
}

[[nodiscard]] std::optional<Format> format_from_text(std::string_view text);

/// The whole report; the text format alone has a colour.
[[nodiscard]] std::string formatted(const Run& run, Format format, Colour colour = Colour::kOff);

}  // namespace postern::report
