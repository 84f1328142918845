#include <algorithm>
#include <tuple>
#include <vector>

#include "rules/catalog_entries.h"
#include "rules/connection_variable.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

bool same_source(const kube::EnvVar& a, const kube::EnvVar& b) {
  if (a.reference && b.reference) {
    return a.reference->kind == b.reference->kind && a.reference->name == b.reference->name &&
           a.reference->key == b.reference->key;
  }
  const bool literals = !a.reference && !b.reference && !a.other_source && !b.other_source;
  const Sealed<std::string_view> none;
  return literals && a.value.value_or(none) == b.value.value_or(none);
}

std::vector<const kube::EnvVar*> ordered_by_name(const std::vector<kube::EnvVar>& env) {
  std::vector<const kube::EnvVar*> variables;
  variables.reserve(env.size());
  for (const kube::EnvVar& variable : env) {
    variables.push_back(&variable);
  }
  // By length first: most comparisons need look no further.
  std::ranges::sort(variables, {}, [](const kube::EnvVar* variable) {
    return std::tuple(variable->name.size(), variable->name, variable->index);
  });
  return variables;
}

void check_env(const kube::ContainerFacts& container, const Context& context, Reporter& report) {
  const kube::EnvVar* first = nullptr;  // of its name
  for (const kube::EnvVar* variable : ordered_by_name(container.container.env)) {
    if (first == nullptr || first->name != variable->name) {
      first = variable;
      continue;
    }
    if (!same_source(*first, *variable) &&
        (is_connection_variable(*variable, container, context.policy) ||
         is_connection_variable(*first, container, context.policy))) {
      report.at(container.container.env_path(*variable),
                "{} is set twice from different sources, and the last one wins silently",
                Name(variable->name));
    }
  }
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  for (const kube::ContainerFacts& container : pod.containers) {
    check_env(container, context, report);
    for (const kube::ImportConflict& conflict : container.conflicts) {
      report.at(container.container.env_from_path(*conflict.winner),
                "{} comes from {} and from {}, and the last one wins silently",
                Name(conflict.variable), Name(conflict.loser->name), Name(conflict.winner->name));
    }
  }
}

}  // namespace

constexpr Rule workload_dsn_source_conflict{
    .id = "workload-dsn-source-conflict",
    .title = "One connection variable with two sources",
    .why =
        "The kubelet keeps the last definition and says nothing, so the application connects to "
        "another database than one of the two authors meant.",
    .hint = "Keep one definition of the variable.",
    .bad = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers:
        - name: app
          image: registry.example.org/orders:1
          env:
            - name: DATABASE_URL
              valueFrom: {secretKeyRef: {name: orders-db, key: url}}
            - name: DATABASE_URL
              valueFrom: {secretKeyRef: {name: orders-db-old, key: url}}
)",
    .good = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers:
        - name: app
          image: registry.example.org/orders:1
          env:
            - name: DATABASE_URL
              valueFrom: {secretKeyRef: {name: orders-db, key: url}}
)",
    .action = Action::kDeny,
    .on_pod = check,
};

}  // namespace postern::rules
