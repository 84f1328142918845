#include "guide/pages.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "rules/catalog.h"

namespace postern::guide {
namespace {

using rules::Rule;

std::vector<std::string_view> kinds_of(const Rule& rule) {
  std::vector<std::string_view> kinds;
  const bool reads_strings = rule.on_connection_string != nullptr;
  if (rule.on_secret != nullptr || reads_strings) {
    kinds.emplace_back("Secret");
  }
  if (rule.on_config_map != nullptr || reads_strings) {
    kinds.emplace_back("ConfigMap");
  }
  if (rule.on_workload != nullptr || rule.on_pod != nullptr || reads_strings) {
    kinds.emplace_back("pod templates");
  }
  if (rule.on_scale != nullptr) {
    kinds.emplace_back("Scale");
  }
  return kinds;
}

// "dsn-sslmode-weak" belongs to the family "dsn".
std::string_view family_of(const Rule& rule) {
  const std::string_view id = rule.id.view();
  return id.substr(0, id.find('-'));
}

std::string indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out += fmt::format("    {}\n", text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

std::string exception_example(const Rule& rule) {
  return fmt::format(
      "exceptions:\n"
      "  - name: say-what-it-is-for\n"
      "    rules: [{}]\n"
      "    objects: [{{kind: Secret, namespace: billing, name: \"legacy-*\"}}]\n"
      "    reason: why, and the ticket\n"
      "    expires: 2027-01-31\n",
      rule.id.view());
}

}  // namespace

std::string explanation(const Rule& rule) {
  return fmt::format(
      "{}: {}\n\nDefault action: {}. Looks at: {}.\n\nWhy\n  {}\n\nWhat to do\n  {}\n\n"
      "Fires on\n{}\nStays silent on\n{}\n"
      "To change the action, in the policy file\n    rules:\n      {}: warn\n\n"
      "To except an object, in the policy file\n{}",
      rule.id.view(), rule.title.view(), to_text(rule.action).view(),
      fmt::join(kinds_of(rule), ", "), rule.why.view(), rule.hint.view(), indented(rule.bad.view()),
      indented(rule.good.view()), rule.id.view(), indented(exception_example(rule)));
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
  return fmt::format(
      "# {}\n\n{}.\n\n| default action | looks at |\n| --- | --- |\n| {} | {} |\n\n"
      "## Why\n\n{}\n\n## What to do\n\n{}\n\n## Fires on\n\n```yaml\n{}```\n\n"
      "## Stays silent on\n\n```yaml\n{}```\n\n## Exceptions\n\n"
      "Change the action for everybody:\n\n```yaml\nrules:\n  {}: warn\n```\n\n"
      "Or except single objects, for a time:\n\n```yaml\n{}```\n",
      rule.id.view(), rule.title.view(), to_text(rule.action).view(),
      fmt::join(kinds_of(rule), ", "), rule.why.view(), rule.hint.view(), rule.bad.view(),
      rule.good.view(), rule.id.view(), exception_example(rule));
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
    out += fmt::format("| [{0}]({0}.md) | {1} | {2} | {3} |\n", rule->id.view(), rule->title.view(),
                       to_text(rule->action).view(), fmt::join(kinds_of(*rule), ", "));
  }
  return out;
}

}  // namespace postern::guide
