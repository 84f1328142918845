#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

#include "rules/application_mode.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  const kube::Meta& meta = pod.labelled;
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

bool names_embedded_host(const policy::Application& application, std::string_view name) {
  return std::ranges::any_of(application.embedded_hosts, [&](const std::string& host) {
    return dsn::host_matches(host, name);
  });
}

// A Service of the embedded database's name, or a ConfigMap called after it: <service>-init.
bool belongs_to_embedded(const policy::Application& application, const kube::Object& object) {
  constexpr std::string_view kInit = "-init";
  const std::string_view name = object.meta.name;
  if (std::holds_alternative<kube::Unregistered>(object.view)) {
    return names_embedded_host(application, name);
  }
  const std::size_t init = name.rfind(kInit);
  return std::holds_alternative<kube::ConfigMapView>(object.view) &&
         init != std::string_view::npos && names_embedded_host(application, name.substr(0, init));
}

// What carries no label of the component, and can only be told beside the mode.
void check_release(const ReleaseFacts& facts, const Context&, Reporter& report) {
  if (!facts.is_external()) {
    return;
  }
  for (const helm::ManifestObject& entry : facts.manifest.objects) {
    if (belongs_to_embedded(facts.application, entry.object)) {
      report.at(helm::manifest_path(entry.object),
                "a part of the embedded database is rendered although the mode is {}",
                Name(facts.mapping.external_mode));
    }
  }
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
    .on_release = check_release,
};

}  // namespace postern::rules
