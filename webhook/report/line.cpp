#include "report/line.h"

#include <fmt/format.h>

#include <string_view>

#include "base/utf8.h"
#include "rules/rule.h"

namespace postern::report {
namespace {

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// "Set sslmode=verify-full." inside a sentence: "set sslmode=verify-full".
std::string as_clause(std::string_view hint) {
  if (hint.ends_with('.')) {
    hint.remove_suffix(1);
  }
  std::string clause(hint);
  if (clause.size() > 1 && is_upper(clause[0]) && is_lower(clause[1])) {
    clause[0] = static_cast<char>(clause[0] - 'A' + 'a');
  }
  return clause;
}

}  // namespace

std::string sentence(const rules::Finding& finding) {
  return fmt::format("{}; {}", finding.message.view(), as_clause(finding.hint.view()));
}

std::string line(const rules::Finding& finding, std::size_t limit) {
  const std::string path = finding.path.str();
  std::string text =
      path.empty() ? sentence(finding) : fmt::format("{}: {}", path, sentence(finding));
  const std::string tail = fmt::format(" [{}]", finding.rule->id.view());
  if (text.size() + tail.size() > limit) {
    constexpr std::string_view kEllipsis = "...";
    const std::size_t kept = tail.size() + kEllipsis.size();
    text = utf8_prefix(text, limit > kept ? limit - kept : 0);
    text += kEllipsis;
  }
  return text + tail;
}

std::string described(const LocatedFinding& located) {
  const std::string path = located.finding.path.str();
  std::string text = fmt::format("{}: {}{}{}", object_of(located), path, path.empty() ? "" : ": ",
                                 sentence(located.finding));
  if (!located.exception.empty()) {
    text += fmt::format(" (excepted by {})", Name(located.exception).view());
  }
  return text;
}

}  // namespace postern::report
