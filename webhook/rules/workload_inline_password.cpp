#include <algorithm>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

bool names_a_password(std::string_view variable, const policy::Policy& policy) {
  return variable == "PGPASSWORD" ||
         std::ranges::any_of(policy.applications, [&](const policy::Application& application) {
           return application.declares_password_variable(variable);
         });
}

// A value that only refers to other variables ($(DB_PASSWORD)) holds no password itself.
bool is_literal_password(std::string_view value) {
  return !value.empty() && !(value.starts_with("$(") && value.ends_with(')'));
}

void check_container(const kube::Container& container, const Context& context, Reporter& report) {
  for (const kube::EnvVar& variable : container.env) {
    if (!variable.value || !names_a_password(variable.name, context.policy) ||
        !is_literal_password(variable.value->expose())) {
      continue;
    }
    report.at(container.env_path(variable).child("value"), "{} holds a literal password",
              Name(variable.name));
  }
}

void check(const kube::WorkloadView& workload, const kube::Meta&, const Context& context,
           Reporter& report) {
  for (const kube::Container& container : workload.pod.containers) {
    check_container(container, context, report);
  }
}

}  // namespace

constexpr Rule workload_inline_password{
    .id = "workload-inline-password",
    .title = "Literal database password in a pod template",
    .why = "Everyone who may read the workload or its revisions reads the password; it stays in "
           "etcd in plain text and in every backup of the manifests.",
    .hint = "Take the password from a Secret with valueFrom.secretKeyRef.",
    .bad = R"(apiVersion: v1
kind: Pod
metadata: {name: migrate}
spec:
  containers:
    - name: migrate
      image: registry.example.org/migrate:1
      env:
        - {name: PGPASSWORD, value: Zk8v2mQp}
)",
    .good = R"(apiVersion: v1
kind: Pod
metadata: {name: migrate}
spec:
  containers:
    - name: migrate
      image: registry.example.org/migrate:1
      env:
        - name: PGPASSWORD
          valueFrom: {secretKeyRef: {name: orders-db, key: password}}
)",
    .action = Action::kDeny,
    .on_workload = check,
};

}  // namespace postern::rules
