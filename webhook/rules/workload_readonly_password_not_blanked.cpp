#include <algorithm>

#include "rules/application_mode.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

bool imports_a_secret(const kube::Container& container) {
  return std::ranges::any_of(container.env_from, [](const kube::EnvFrom& from) {
    return from.kind == kube::SourceKind::kSecret;
  });
}

void check_container(const kube::ContainerFacts& facts, std::string_view name, Reporter& report) {
  const kube::Variable variable = facts.environment.find(name);
  const bool own = variable.definition != nullptr;
  if (own && variable.value && variable.value->expose().empty()) {
    return;
  }
  report.at(own ? facts.path_of(variable) : facts.container.path.child("env"),
            "the whole Secret is imported and {} is not set to an empty value", Name(name));
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  const kube::Meta& meta = pod.labelled;
  const policy::Application* application = application_of(meta, context.policy);
  const policy::Component* component =
      application == nullptr ? nullptr : application->component_of(meta);
  if (component == nullptr || !component->owns_schema ||
      application->readonly_password_variable.empty() ||
      database_mode(pod, *application, context) != DatabaseMode::kExternal) {
    return;
  }
  for (const kube::ContainerFacts& facts : pod.containers) {
    if (imports_a_secret(facts.container)) {
      check_container(facts, application->readonly_password_variable, report);
    }
  }
}

}  // namespace

constexpr Rule workload_readonly_password_not_blanked{
    .id = "workload-readonly-password-not-blanked",
    .title = "Read-only password passed to the schema owner of an external database",
    .why =
        "With the password set, the component creates and alters the read-only role itself; on a "
        "managed instance that is another team's role, or is refused.",
    .hint = "Set the read-only password variable to \"\" in env of this container.",
    .bad = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: eden-task-store-server
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}
spec:
  strategy: {type: Recreate}
  selector: {matchLabels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}
    spec:
      containers:
        - name: app
          image: registry.example.org/eden:1
          envFrom: [{secretRef: {name: eden-secrets}}]
          env:
            - name: EDEN_STORE_URL
              value: postgresql://eden@orders.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=require
)",
    .good = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: eden-task-store-server
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}
spec:
  strategy: {type: Recreate}
  selector: {matchLabels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}
    spec:
      containers:
        - name: app
          image: registry.example.org/eden:1
          envFrom: [{secretRef: {name: eden-secrets}}]
          env:
            - name: EDEN_STORE_URL
              value: postgresql://eden@orders.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=require
            - {name: EDEN_READONLY_PASSWORD, value: ""}
)",
    .action = Action::kDeny,
    .on_pod = check,
};

}  // namespace postern::rules
