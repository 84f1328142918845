#include "guide/rule_words.h"

#include <fmt/format.h>

namespace postern::guide {

using rules::Rule;

namespace {

std::string_view example_kind(const Rule& rule) {
  const std::string_view family = family_of(rule);
  if (family == "workload") {
    return "Deployment";
  }
  return family == "configmap" ? "ConfigMap" : "Secret";
}

}  // namespace

std::vector<std::string_view> kinds_of(const Rule& rule) {
  std::vector<std::string_view> kinds;
  const bool reads_strings = rule.on_connection_string != nullptr;
  const bool reads_values = reads_strings || rule.on_ca_value != nullptr;
  if (rule.on_secret != nullptr || reads_values) {
    kinds.emplace_back("Secret");
  }
  if (rule.on_config_map != nullptr || reads_values) {
    kinds.emplace_back("ConfigMap");
  }
  if (rule.on_workload != nullptr || rule.on_pod != nullptr || reads_strings) {
    kinds.emplace_back("pod templates");
  }
  if (rule.on_scale != nullptr) {
    kinds.emplace_back("Scale");
  }
  if (rule.on_release != nullptr || reads_strings) {
    kinds.emplace_back("Helm values");
  }
  return kinds;
}

std::string_view family_of(const Rule& rule) {
  const std::string_view id = rule.id.view();
  return id.substr(0, id.find('-'));
}

std::string exception_example(const Rule& rule) {
  return fmt::format(
      "exceptions:\n"
      "  - name: say-what-it-is-for\n"
      "    rules: [{}]\n"
      "    objects: [{{kind: {}, namespace: billing, name: \"{}\"}}]\n"
      "    reason: why, and the ticket\n"
      "    expires: 2027-01-31\n",
      rule.id.view(), example_kind(rule),
      can_be_annotated(rule) ? "legacy-*" : "sh.helm.release.v1.legacy.*");
}

std::string annotation_example(const Rule& rule) {
  return fmt::format(
      "metadata:\n"
      "  annotations:\n"
      "    postern.dev/exempt: {}\n"
      "    postern.dev/exempt-reason: why, and the ticket\n",
      rule.id.view());
}

}  // namespace postern::guide
