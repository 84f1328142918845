#include "engine/evaluate.h"

#include <exception>
#include <optional>
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

std::vector<std::string_view> declared_in(const policy::Policy& policy) {
  std::vector<std::string_view> keys;
  for (const policy::Application& application : policy.applications) {
    keys.insert(keys.end(), application.dsn_keys.begin(), application.dsn_keys.end());
  }
  return keys;
}

struct Subject {
  Subject(const kube::Object& the_object, const Context& context)
      : object(the_object),
        declared_keys(declared_in(context.policy)),
        connection_strings(kube::connection_strings(object, declared_keys)) {
    if (const auto* workload = std::get_if<kube::WorkloadView>(&object.view)) {
      pod.emplace(*workload, object.meta, context.world, declared_keys);
    }
  }

  const kube::Object& object;
  std::vector<std::string_view> declared_keys;
  std::vector<kube::ConnectionString> connection_strings;
  std::optional<kube::PodFacts> pod;
};

void run_on(const std::vector<kube::ConnectionString>& found, const Rule& rule,
            const Context& context, Reporter& report) {
  for (const kube::ConnectionString& string : found) {
    if (!string.embedded || rule.reads_embedded) {
      rule.on_connection_string(string, context, report);
    }
  }
}

void run_on_connection_strings(const Subject& subject, const Rule& rule, const Context& context,
                               Reporter& report) {
  run_on(subject.connection_strings, rule, context, report);
  if (!subject.pod) {
    return;
  }
  for (const kube::ContainerFacts& container : subject.pod->containers) {
    run_on(container.written, rule, context, report);
  }
}

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
    run_on_connection_strings(subject, rule, context, report);
  }
  if (rule.on_pod != nullptr && subject.pod) {
    rule.on_pod(*subject.pod, context, report);
  }
  const auto& view = subject.object.view;
  run(rule.on_secret, std::get_if<kube::SecretView>(&view), subject, context, report);
  run(rule.on_config_map, std::get_if<kube::ConfigMapView>(&view), subject, context, report);
  run(rule.on_workload, std::get_if<kube::WorkloadView>(&view), subject, context, report);
  run(rule.on_scale, std::get_if<kube::ScaleView>(&view), subject, context, report);
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
  const Subject subject(object, context);
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
