#include <algorithm>
#include <variant>

#include "rules/application_mode.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

constexpr std::string_view kAcknowledgement = "postern.dev/tls-acknowledged";

bool is_acknowledged(const kube::PodFacts& pod) {
  const kube::Annotation* annotation = pod.pod.meta.annotation(kAcknowledgement);
  return annotation != nullptr && annotation->value.expose() == "true";
}

bool is_hidden(std::string_view secret, const kube::PodFacts& pod, const Context& context) {
  return std::holds_alternative<kube::Unknown>(context.world.secret(pod.meta.name_space, secret));
}

// A declared variable from a Secret that cannot be seen, or a whole Secret that cannot be seen.
bool has_hidden_dsn(const kube::Container& container, const policy::Application& application,
                    const kube::PodFacts& pod, const Context& context) {
  const auto by_key = [&](const kube::EnvVar& variable) {
    return application.declares_dsn_key(variable.name) && variable.reference &&
           variable.reference->kind == kube::SourceKind::kSecret &&
           is_hidden(variable.reference->name, pod, context);
  };
  const auto whole = [&](const kube::EnvFrom& from) {
    return from.kind == kube::SourceKind::kSecret && is_hidden(from.name, pod, context);
  };
  return std::ranges::any_of(container.env, by_key) ||
         std::ranges::any_of(container.env_from, whole);
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  const policy::Application* application = application_of(pod.labelled, context.policy);
  if (application == nullptr || context.tls_acknowledged || is_acknowledged(pod)) {
    return;
  }
  for (const kube::Container& container : pod.pod.containers) {
    if (mounts_ca_directory(container, *application) &&
        has_hidden_dsn(container, *application, pod, context)) {
      report.at(container.path.child("volumeMounts"),
                "the CA is mounted, but nobody here can see that the connection string in the "
                "Secret uses it");
    }
  }
}

}  // namespace

constexpr Rule workload_tls_unacknowledged{
    .id = "workload-tls-unacknowledged",
    .title = "TLS that nobody can see",
    .why =
        "The chart mounts the CA, but the connection string stands in a Secret made elsewhere: "
        "without sslmode and sslrootcert in it the CA is never used.",
    .hint =
        "Make sure that the string in the Secret has sslmode and sslrootcert, then annotate the "
        "pod template with postern.dev/tls-acknowledged: \"true\".",
    .bad = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: eden-web-ui
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: web-ui}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: web-ui}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: web-ui}
    spec:
      containers:
        - name: app
          image: registry.example.org/eden:1
          envFrom: [{secretRef: {name: eden-secrets}}]
          volumeMounts: [{name: ca, mountPath: /etc/eden/postgres-ca, readOnly: true}]
      volumes: [{name: ca, secret: {secretName: eden-ca}}]
)",
    .good = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: eden-web-ui
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: web-ui}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: web-ui}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: web-ui}
      annotations: {postern.dev/tls-acknowledged: "true"}
    spec:
      containers:
        - name: app
          image: registry.example.org/eden:1
          envFrom: [{secretRef: {name: eden-secrets}}]
          volumeMounts: [{name: ca, mountPath: /etc/eden/postgres-ca, readOnly: true}]
      volumes: [{name: ca, secret: {secretName: eden-ca}}]
)",
    .action = Action::kWarn,
    .on_pod = check,
};

}  // namespace postern::rules
