#include <vector>

#include "kube/libpq_environment.h"
#include "rules/catalog.h"
#include "rules/catalog_entries.h"
#include "rules/connection_variable.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// A container that only imports the string with a whole Secret may well leave it to others, and
// needs no proxy of its own then.
bool judges(const Rule& rule, const kube::ReferencedString& string) {
  return rule.on_connection_string != nullptr && rule.id.view().starts_with("dsn-") &&
         (string.used || &rule != &dsn_proxy_without_sidecar);
}

void judge(const kube::ReferencedString& string, const kube::ContainerFacts& container,
           const Context& context, Reporter& report) {
  const bool secret = string.source == kube::SourceKind::kSecret;
  const kube::ConnectionString found{
      .place = secret ? kube::Place::kSecret : kube::Place::kConfigMap,
      .name = string.key,
      .declared = string.declared,
      .path = string.path,
      .value = string.value,
      .dsn = kube::completed(*string.dsn, container.environment)};
  std::vector<Finding> inner;
  Reporter scratch(inner);
  for (const Rule* rule : catalog()) {
    if (judges(*rule, string)) {
      scratch.begin(*rule);
      rule->on_connection_string(found, context, scratch);
    }
  }
  for (const Finding& violation : inner) {
    const Action action = context.policy.action_for(violation.rule->id.view(), violation.action);
    if (action == Action::kOff) {
      continue;
    }
    Finding& finding =
        report.at(string.path, "{} {}, key {}: {} [{}]", found.place, Name(string.object),
                  Name(string.key), violation.message, violation.rule->id);
    finding.hint = violation.hint;
    finding.action = action;
    finding.badness = violation.badness;
  }
}

// A program reads DATABASE_URL from its environment without a word in the manifest.
bool is_taken(const kube::ReferencedString& string, const policy::Policy& policy) {
  return string.used || is_connection_name(string.variable, policy);
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  for (const kube::ContainerFacts& container : pod.containers) {
    for (const kube::ReferencedString& string : container.referenced) {
      if (is_taken(string, context.policy)) {
        judge(string, container, context, report);
      }
    }
  }
}

}  // namespace

constexpr Rule workload_secret_violates{
    .id = "workload-secret-violates",
    .title = "Referenced connection string that breaks a rule",
    .why =
        "The Secret was stored before the rule existed, or past it; this workload would connect "
        "with it.",
    .hint = "Correct the connection string in the Secret first.",
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
              valueFrom: {secretKeyRef: {name: orders-db, key: DATABASE_URL}}
---
apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=disable
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
              valueFrom: {secretKeyRef: {name: orders-db, key: DATABASE_URL}}
---
apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=require
)",
    .action = Action::kDeny,
    .bad_needs_world = true,
    .on_pod = check,
};

}  // namespace postern::rules
