#include "rules/application_mode.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  const kube::Meta& meta = pod.labelled;
  const policy::Application* application = application_of(meta, context.policy);
  const policy::Component* component =
      application == nullptr ? nullptr : application->component_of(meta);
  if (component == nullptr || !component->forbidden_in_external ||
      database_mode(pod, *application, context) != DatabaseMode::kExternal) {
    return;
  }
  report.at(kube::FieldPath().child("spec"),
            "the component {} must not run beside an external database", Name(component->name));
}

}  // namespace

constexpr Rule workload_lease_mode_external{
    .id = "workload-lease-mode-external",
    .title = "Component that works with the embedded database only",
    .why =
        "The component coordinates through leases that only the embedded database is set up for; "
        "beside an external one two instances may both believe that they lead.",
    .hint = "Switch the component off (lease mode) while the database is external.",
    .bad = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: eden-control-plane
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: control-plane}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: control-plane}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: control-plane}
    spec:
      containers:
        - name: app
          image: registry.example.org/eden:1
          env:
            - name: EDEN_STORE_URL
              value: postgresql://eden@orders.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=require
)",
    .good = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: eden-control-plane
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: control-plane}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: control-plane}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: control-plane}
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
