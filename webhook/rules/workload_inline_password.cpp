#include "kube/references.h"
#include "rules/application_mode.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// A value that only refers to other variables ($(DB_PASSWORD)) holds no password itself.
bool is_literal(std::string_view value) {
  return kube::may_refer(value) ? !kube::without_references(value).empty() : !value.empty();
}

bool names_a_password(std::string_view variable, const policy::Application* application) {
  return variable == "PGPASSWORD" ||
         (application != nullptr && application->declares_password_variable(variable));
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  const policy::Application* application = application_of(pod.labelled, context.policy);
  for (const kube::Container& container : pod.pod.containers) {
    for (const kube::EnvVar& variable : container.env) {
      if (variable.value && names_a_password(variable.name, application) &&
          is_literal(variable.value->expose())) {
        report.at(container.env_path(variable).child("value"), "{} holds a literal password",
                  Name(variable.name));
      }
    }
  }
}

}  // namespace

constexpr Rule workload_inline_password{
    .id = "workload-inline-password",
    .title = "Literal database password in a pod template",
    .why =
        "Everyone who may read the workload or its revisions reads the password; it stays in etcd "
        "in plain text and in every backup of the manifests.",
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
    .on_pod = check,
};

}  // namespace postern::rules
