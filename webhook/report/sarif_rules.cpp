#include "report/sarif_rules.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "rules/catalog.h"

namespace postern::report {
namespace {

using nlohmann::ordered_json;
using rules::Rule;

// "dsn-sslmode-weak" is shown as DsnSslmodeWeak: names are Pascal case (section 3.49.7).
std::string name_of(const Rule& rule) {
  std::string name;
  bool starts_word = true;
  for (const char c : rule.id.view()) {
    if (c == '-') {
      starts_word = true;
      continue;
    }
    const bool raised = starts_word && c >= 'a' && c <= 'z';
    name += raised ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = false;
  }
  return name;
}

std::string plain_help(const Rule& rule) {
  return fmt::format("{}\n\nWhat to do: {}", rule.why.view(), rule.hint.view());
}

std::string example(std::string_view heading, std::string_view yaml) {
  return yaml.empty() ? std::string() : fmt::format("\n\n{}\n\n```yaml\n{}```", heading, yaml);
}

std::string markdown_help(const Rule& rule) {
  return fmt::format(
      "{}\n\n**What to do:** {}{}{}\n\n`postern explain {}` says it in a terminal.\n",
      rule.why.view(), rule.hint.view(), example("Fires on:", rule.bad.view()),
      example("Stays silent on:", rule.good.view()), rule.id.view());
}

ordered_json descriptor(const Rule& rule) {
  const std::string_view id = rule.id.view();
  return {
      {"id", id},
      {"name", name_of(rule)},
      {"shortDescription", {{"text", rule.title.view()}}},
      {"fullDescription", {{"text", rule.why.view()}}},
      {"help", {{"text", plain_help(rule)}, {"markdown", markdown_help(rule)}}},
      {"defaultConfiguration",
       {{"enabled", rule.action != Action::kOff}, {"level", to_text(severity_of(rule)).view()}}},
      {"properties",
       {{"tags", ordered_json::array({"security", "postgres", id.substr(0, id.find('-'))})}}}};
}

}  // namespace

SarifRules::SarifRules(const Run& run) {
  for (const Rule* rule : rules::catalog()) {
    add(*rule);
  }
  for (const LocatedFinding& located : run.findings) {
    add(*located.finding.rule);
  }
}

void SarifRules::add(const Rule& rule) {
  if (indices_.emplace(&rule, rules_.size()).second) {
    rules_.push_back(&rule);
  }
}

ordered_json SarifRules::descriptors() const {
  ordered_json list = ordered_json::array();
  for (const Rule* rule : rules_) {
    list.push_back(descriptor(*rule));
  }
  return list;
}

}  // namespace postern::report
