#include "engine/evaluate.h"

#include <iterator>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "engine/guarded.h"
#include "engine/judge.h"
#include "engine/release.h"
#include "engine/unanswered.h"
#include "kube/connection_string.h"
#include "rules/ca_value.h"
#include "rules/catalog.h"
#include "rules/reporter.h"

namespace postern::engine {
namespace {

using rules::Context;
using rules::Finding;
using rules::Reporter;
using rules::Rule;

struct Subject {
  Subject(const kube::Object& the_object, const Context& context)
      : object(the_object),
        declared_keys(context.policy.declared_dsn_keys()),
        connection_strings(kube::connection_strings(object, declared_keys)),
        ca_values(rules::ca_values(object, connection_strings, context)) {
    if (const auto* workload = std::get_if<kube::WorkloadView>(&object.view)) {
      pod.emplace(*workload, object.meta, context.world, declared_keys);
    }
  }

  [[nodiscard]] bool has_too_many_strings() const {
    return kube::is_too_many(connection_strings.size()) || (pod && pod->has_too_many_strings());
  }

  const kube::Object& object;
  std::vector<std::string_view> declared_keys;
  std::vector<kube::ConnectionString> connection_strings;
  std::vector<rules::CaValue> ca_values;
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
    run_on(container.from_environment, rule, context, report);
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
  if (rule.on_connection_string != nullptr) {
    run_on_connection_strings(subject, rule, context, report);
  }
  if (rule.on_pod != nullptr && subject.pod) {
    rule.on_pod(*subject.pod, context, report);
  }
  if (rule.on_ca_value != nullptr) {
    for (const rules::CaValue& found : subject.ca_values) {
      rule.on_ca_value(found, context, report);
    }
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
  if (subject.has_too_many_strings()) {
    report.begin(object_unreadable);
    report.at({}, "the object cannot be judged: it has more than {} connection strings",
              Count(kube::kMostStrings));
    return findings;
  }
  for (const Rule* rule : catalog) {
    guarded(*rule, report, [&] { run_rule(*rule, subject, context, report); });
  }
  if (subject.pod) {
    report_unanswered(*subject.pod, context, report);
  }
  return findings;
}

std::vector<Finding> evaluate(const kube::Object& object, const Context& context) {
  return is_release(object) ? all_findings(evaluate_release(object, context))
                            : evaluate(object, context, rules::catalog());
}

}  // namespace postern::engine
