#include "engine/evaluate.h"

#include <exception>
#include <span>
#include <string_view>
#include <variant>

#include "kube/connection_string.h"
#include "rules/catalog.h"
#include "rules/reporter.h"

namespace postern::engine {
namespace {

using rules::Context;
using rules::Finding;
using rules::Reporter;
using rules::Rule;

struct Subject {
  const kube::Object& object;
  std::vector<kube::ConnectionString> connection_strings;
};

template <typename View>
void run(rules::Handler<View> handler, const View* view, const Subject& subject,
         const Context& context, Reporter& report) {
  if (handler != nullptr && view != nullptr) {
    handler(*view, subject.object.meta, context, report);
  }
}

void run_rule(const Rule& rule, const Subject& subject, const Context& context, Reporter& report) {
  report.begin(rule);
  if (rule.on_connection_string != nullptr) {
    for (const kube::ConnectionString& found : subject.connection_strings) {
      rule.on_connection_string(found, context, report);
    }
  }
  const auto& view = subject.object.view;
  run(rule.on_secret, std::get_if<kube::SecretView>(&view), subject, context, report);
  run(rule.on_config_map, std::get_if<kube::ConfigMapView>(&view), subject, context, report);
  run(rule.on_workload, std::get_if<kube::WorkloadView>(&view), subject, context, report);
  run(rule.on_scale, std::get_if<kube::ScaleView>(&view), subject, context, report);
}

std::vector<std::string_view> declared_keys(const policy::Policy& policy) {
  std::vector<std::string_view> keys;
  for (const policy::Application& application : policy.applications) {
    keys.insert(keys.end(), application.dsn_keys.begin(), application.dsn_keys.end());
  }
  return keys;
}

}  // namespace

constexpr Rule rule_failed{
    .id = "rule-failed",
    .title = "A rule failed",
    .why = "What could not be judged is not let through.",
    .hint = "Report the rule and the kind of object as a bug of Postern.",
    .bad = "",
    .good = "",
    .action = Action::kDeny,
};

std::vector<Finding> evaluate(const kube::Object& object, const Context& context,
                              std::span<const Rule* const> catalog) {
  std::vector<Finding> findings;
  if (std::holds_alternative<kube::Unregistered>(object.view)) {
    return findings;
  }
  const Subject subject{object, kube::connection_strings(object, declared_keys(context.policy))};
  Reporter report(findings);
  for (const Rule* rule : catalog) {
    try {
      run_rule(*rule, subject, context, report);
    } catch (const std::exception&) {
      // The text of an exception may quote the value that caused it: only the rule is named.
      report.begin(rule_failed);
      report.at({}, "the rule {} failed on this object", rule->id);
    }
  }
  return findings;
}

std::vector<Finding> evaluate(const kube::Object& object, const Context& context) {
  return evaluate(object, context, rules::catalog());
}

}  // namespace postern::engine
