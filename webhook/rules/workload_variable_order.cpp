#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

#include "dsn/recognise.h"
#include "kube/references.h"
#include "kube/written_strings.h"
#include "rules/catalog_entries.h"
#include "rules/connection_variable.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

using Lookup = std::function<kube::Variable(std::string_view)>;

// The value as it would be if order did not matter, or the reference names a connection string.
bool becomes_connection_string(std::string_view value, const kube::ContainerFacts& container,
                               const policy::Policy& policy, kube::Budget& budget) {
  bool named = false;
  kube::scan_references(
      value, [](std::string_view) {},
      [&](std::string_view name, std::string_view) {
        named = named || is_connection_name(name, policy);
      });
  if (named || dsn::recognise(value)) {
    return true;
  }
  const auto text = kube::judged_text(
      value, [&](std::string_view name) { return container.environment.find(name); }, budget);
  return text && dsn::recognise(*text).has_value();
}

void check_value(std::string_view value, const kube::FieldPath& path, const Lookup& find,
                 const kube::ContainerFacts& container, Reporter& report) {
  kube::scan_references(
      value, [](std::string_view) {},
      [&](std::string_view name, std::string_view) {
        if (!kube::is_variable_name(name) || kube::names_a_service(name) ||
            find(name).presence != kube::Presence::kAbsent) {
          return;
        }
        if (container.environment.find(name).presence == kube::Presence::kAbsent) {
          report.at(path,
                    "it refers to {}, which is defined nowhere, so the reference stays as text",
                    Name(name));
        } else {
          report.at(path, "it refers to {}, which is defined later, so the reference stays as text",
                    Name(name));
        }
      });
}

void check_words(const kube::ContainerFacts& container,
                 const std::vector<Sealed<std::string_view>>& words, std::string_view field,
                 const Context& context, kube::Budget& budget, Reporter& report) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!kube::may_refer(words[i].expose())) {
      continue;
    }
    const std::string_view value =
        dsn::without_argument_prefix(kube::without_flag(words[i].expose()));
    if (becomes_connection_string(value, container, context.policy, budget)) {
      check_value(
          value, container.container.path.child(field).index(i),
          [&](std::string_view name) { return container.environment.find(name); }, container,
          report);
    }
  }
}

void check_env(const kube::ContainerFacts& container, const Context& context, kube::Budget& budget,
               Reporter& report) {
  for (const kube::EnvVar& variable : container.container.env) {
    if (!variable.value || !kube::may_refer(variable.value->expose())) {
      continue;
    }
    const std::string_view value = variable.value->expose();
    if (is_connection_name(variable.name, context.policy) ||
        becomes_connection_string(value, container, context.policy, budget)) {
      check_value(
          value, container.container.env_path(variable).child("value"),
          [&](std::string_view name) {
            return container.environment.find_before(name, variable.index);
          },
          container, report);
    }
  }
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  kube::Budget budget;
  for (const kube::ContainerFacts& container : pod.containers) {
    check_env(container, context, budget, report);
    check_words(container, container.container.command, "command", context, budget, report);
    check_words(container, container.container.args, "args", context, budget, report);
  }
}

}  // namespace

constexpr Rule workload_variable_order{
    .id = "workload-variable-order",
    .title = "Reference to a variable that is not defined yet",
    .why =
        "The kubelet expands $(NAME) only from variables that stand earlier in the list. Anything "
        "else stays in the value as text, and the application tries to connect with it.",
    .hint =
        "Define the variable earlier in the same env list, or import the Secret or ConfigMap that "
        "holds it.",
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
              value: postgresql://$(DB_USER):$(DB_PASSWORD)@orders-db:5432/orders
            - name: DB_USER
              valueFrom: {secretKeyRef: {name: orders-db, key: username}}
            - name: DB_PASSWORD
              valueFrom: {secretKeyRef: {name: orders-db, key: password}}
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
            - name: DB_USER
              valueFrom: {secretKeyRef: {name: orders-db, key: username}}
            - name: DB_PASSWORD
              valueFrom: {secretKeyRef: {name: orders-db, key: password}}
            - name: DATABASE_URL
              value: postgresql://$(DB_USER):$(DB_PASSWORD)@orders-db:5432/orders
)",
    .action = Action::kDeny,
    .on_pod = check,
};

}  // namespace postern::rules
