#include "report/html_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/markup.h"
#include "rules/rule.h"

namespace postern::report {
namespace {

using rules::Rule;

std::vector<const Rule*> broken_rules(const Run& run) {
  std::vector<const Rule*> broken;
  for (const LocatedFinding& located : run.findings) {
    broken.push_back(located.finding.rule);
  }
  const auto id = [](const Rule* rule) { return rule->id.view(); };
  std::ranges::sort(broken, {}, id);
  const auto repeated = std::ranges::unique(broken);
  broken.erase(repeated.begin(), repeated.end());
  return broken;
}

// markup() makes one line of a text; these are several.
std::string lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out += markup(text.substr(0, end)) + '\n';
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

std::string example(std::string_view heading, std::string_view yaml) {
  return yaml.empty() ? std::string()
                      : fmt::format("<h4>{}</h4>\n<pre>{}</pre>\n", heading, lines(yaml));
}

std::string entry(const Rule& rule) {
  return fmt::format(
      "<details id=\"rule-{0}\">\n<summary><code>{0}</code> <span>{1}</span></summary>\n"
      "<p>{2}</p>\n<p class=\"hint\">{3}</p>\n{4}{5}</details>\n",
      markup(rule.id.view()), markup(rule.title.view()), markup(rule.why.view()),
      markup(rule.hint.view()), example("Fires on", rule.bad.view()),
      example("Stays silent on", rule.good.view()));
}

}  // namespace

std::string html_rules(const Run& run) {
  if (run.findings.empty()) {
    return {};
  }
  std::string out = "<section class=\"rules\">\n<h2>The rules behind the findings</h2>\n";
  for (const Rule* rule : broken_rules(run)) {
    out += entry(*rule);
  }
  return out + "</section>\n";
}

}  // namespace postern::report
