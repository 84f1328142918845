#include "guide/pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "guide/rule_words.h"
#include "rules/catalog.h"

namespace postern::guide {
namespace {

using rules::Rule;

std::string indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out += fmt::format("    {}\n", text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

std::string link_to(const Rule& rule) { return fmt::format("[{0}]({0}.md)", rule.id.view()); }

template <typename Belongs>
std::string links_to(const Belongs& belongs) {
  std::vector<std::string> links;
  for (const Rule* rule : rules::catalog()) {
    if (belongs(*rule)) {
      links.push_back(link_to(*rule));
    }
  }
  return fmt::format("{}", fmt::join(links, ", "));
}

std::string index_by_action() {
  std::string out = "\n## By default action\n\n| action | rules |\n| --- | --- |\n";
  for (const Action action : {Action::kDeny, Action::kWarn, Action::kAudit, Action::kOff}) {
    const std::string links =
        links_to([action](const Rule& rule) { return rule.action == action; });
    if (!links.empty()) {
      out += fmt::format("| {} | {} |\n", to_text(action).view(), links);
    }
  }
  return out;
}

std::string index_by_kind() {
  std::vector<std::string_view> kinds;
  for (const Rule* rule : rules::catalog()) {
    for (const std::string_view kind : kinds_of(*rule)) {
      if (std::ranges::find(kinds, kind) == kinds.end()) {
        kinds.push_back(kind);
      }
    }
  }
  std::string out = "\n## By kind\n\n| kind | rules |\n| --- | --- |\n";
  for (const std::string_view kind : kinds) {
    out += fmt::format("| {} | {} |\n", kind, links_to([kind](const Rule& rule) {
                         return std::ranges::count(kinds_of(rule), kind) > 0;
                       }));
  }
  return out;
}

}  // namespace

std::string explanation(const Rule& rule) {
  std::string out = fmt::format("{}: {}\n\nDefault action: {}.", rule.id.view(), rule.title.view(),
                                to_text(rule.action).view());
  if (const std::vector<std::string_view> kinds = kinds_of(rule); !kinds.empty()) {
    out += fmt::format(" Looks at: {}.", fmt::join(kinds, ", "));
  }
  out += fmt::format("\n\nWhy\n  {}\n\nWhat to do\n  {}\n\n", rule.why.view(), rule.hint.view());
  if (has_examples(rule)) {
    out += fmt::format("Fires on\n{}\nStays silent on\n{}\n", indented(rule.bad.view()),
                       indented(rule.good.view()));
  }
  out += fmt::format(
      "To change the action, in the policy file\n    rules:\n      {}: warn\n\n"
      "To except an object, in the policy file\n{}",
      rule.id.view(), indented(exception_example(rule)));
  if (can_be_annotated(rule)) {
    out += fmt::format(
        "\nOr on the object, in namespaces where the policy allows it (annotationExemptions)\n{}",
        indented(annotation_example(rule)));
  }
  return out;
}

std::string text_list() {
  std::string out;
  for (const Rule* rule : rules::catalog()) {
    out += fmt::format("{:<32} {:<5} {}\n", rule->id.view(), to_text(rule->action).view(),
                       rule->title.view());
  }
  return out;
}

std::string json_list() {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Rule* rule : rules::catalog()) {
    list.push_back({{"id", rule->id.view()},
                    {"title", rule->title.view()},
                    {"action", to_text(rule->action).view()},
                    {"kinds", kinds_of(*rule)},
                    {"why", rule->why.view()},
                    {"hint", rule->hint.view()},
                    {"bad", rule->bad.view()},
                    {"good", rule->good.view()}});
  }
  return nlohmann::ordered_json{{"rules", std::move(list)}}.dump(2) + "\n";
}

std::string markdown_page(const Rule& rule) {
  std::string out = fmt::format(
      "# {}\n\n{}.\n\n| default action | looks at |\n| --- | --- |\n| {} | {} |\n\n"
      "## Why\n\n{}\n\n## What to do\n\n{}\n\n",
      rule.id.view(), rule.title.view(), to_text(rule.action).view(),
      fmt::join(kinds_of(rule), ", "), rule.why.view(), rule.hint.view());
  if (has_examples(rule)) {
    out += fmt::format("## Fires on\n\n```yaml\n{}```\n\n## Stays silent on\n\n```yaml\n{}```\n\n",
                       rule.bad.view(), rule.good.view());
  }
  out += fmt::format(
      "## Exceptions\n\n"
      "Change the action for everybody:\n\n```yaml\nrules:\n  {}: warn\n```\n\n"
      "Or except single objects, for a time:\n\n```yaml\n{}```\n",
      rule.id.view(), exception_example(rule));
  if (can_be_annotated(rule)) {
    out += fmt::format(
        "\nOr on the object itself, in namespaces where the policy's `annotationExemptions` allow "
        "it:\n\n```yaml\n{}```\n",
        annotation_example(rule));
  }
  return out;
}

std::string markdown_index() {
  std::string out =
      "# Rules\n\nGenerated from the catalog by `make docs`; a test fails when it differs.\n";
  std::string_view family;
  for (const Rule* rule : rules::catalog()) {
    if (family_of(*rule) != family) {
      family = family_of(*rule);
      out += fmt::format(
          "\n## {}\n\n| rule | fires on | default | looks at |\n"
          "| --- | --- | --- | --- |\n",
          family);
    }
    out += fmt::format("| {} | {} | {} | {} |\n", link_to(*rule), rule->title.view(),
                       to_text(rule->action).view(), fmt::join(kinds_of(*rule), ", "));
  }
  return out + index_by_action() + index_by_kind();
}

}  // namespace postern::guide
