#include "rules/application_mode.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  const kube::Meta meta = labelled(pod);
  const policy::Application* application = application_of(meta, context.policy);
  const policy::Component* component =
      application == nullptr ? nullptr : application->component_of(meta);
  if (component == nullptr || !component->embedded_database ||
      database_mode(pod, *application, context) != DatabaseMode::kExternal) {
    return;
  }
  report.at(kube::FieldPath().child("spec"),
            "the embedded database {} runs although the application uses an external one",
            Name(component->name));
}

}  // namespace

constexpr Rule workload_embedded_in_external{
    .id = "workload-embedded-in-external",
    .title = "Embedded Postgres beside an external one",
    .why =
        "Two databases with the same name and role: whoever connects to the wrong one reads stale "
        "rows or writes where nobody looks.",
    .hint = "Remove the embedded Postgres workload, its Service and its init ConfigMap.",
    .bad = R"(apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: eden-postgres
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: postgres}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: postgres}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: postgres}
    spec:
      containers:
        - name: app
          image: registry.example.org/eden:1
          env:
            - name: EDEN_STORE_URL
              value: postgresql://eden@orders.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=require
)",
    .good = R"(apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: eden-postgres
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: postgres}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: postgres}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: postgres}
    spec:
      containers:
        - name: app
          image: registry.example.org/eden:1
          env:
            - name: EDEN_STORE_URL
              value: postgresql://eden@eden-postgres:5432/eden
)",
    .action = Action::kDeny,
    .on_pod = check,
};

}  // namespace postern::rules
