#include "report/format.h"

#include "report/github.h"
#include "report/gitlab.h"
#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/sarif.h"
#include "report/text.h"

namespace postern::report {

std::optional<Format> format_from_text(std::string_view text) {
  for (const Format format : kFormats) {
    if (to_text(format).view() == text) {
      return format;
    }
  }
  return std::nullopt;
}

std::string formatted(const Run& run, Format format, Colour colour) {
  switch (format) {
    case Format::kText:
      return text(run, colour);
    case Format::kJson:
      return json(run);
    case Format::kSarif:
      return sarif(run);
    case Format::kJunit:
      return junit(run);
    case Format::kGithub:
      return github(run);
    case Format::kGitlab:
      return gitlab(run);
    case Format::kHtml:
      return html(run);
    case Format::kMarkdown:
      return markdown(run);
  }
  return {};
}

}  // namespace postern::report
