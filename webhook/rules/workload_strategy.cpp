#include <algorithm>

#include "rules/application_mode.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

const policy::Component* component_of(const kube::PodFacts& pod, const Context& context) {
  const kube::Meta& meta = pod.labelled;
  const policy::Application* application = application_of(meta, context.policy);
  return application == nullptr ? nullptr : application->component_of(meta);
}

bool mounts_claim(const kube::PodTemplateView& pod) {
  return std::ranges::any_of(pod.containers, [&](const kube::Container& container) {
    return std::ranges::any_of(container.mounts, [&](const kube::VolumeMount& mount) {
      const kube::Volume* volume = pod.volume(mount.volume);
      return volume != nullptr && volume->claim;
    });
  });
}

// Files on a volume have one writer: the old pod must be gone before the new one starts.
bool needs_strategy(const policy::Component& component, const kube::PodTemplateView& pod) {
  return !component.required_strategy.empty() &&
         (!component.strategy_with_claim || mounts_claim(pod));
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  if (pod.meta.kind != "Deployment") {
    return;
  }
  const kube::FieldPath path = kube::FieldPath().child("spec").child("strategy");
  const std::string_view strategy = pod.workload.strategy;
  if (strategy == "Recreate" && pod.workload.has_rolling_update) {
    report.at(path.child("rollingUpdate"), "rollingUpdate stands beside the strategy Recreate");
    return;
  }
  const policy::Component* component = component_of(pod, context);
  if (component != nullptr && needs_strategy(*component, pod.pod) &&
      strategy != component->required_strategy) {
    report.at(path, "{} must be updated with the strategy {}", Name(component->name),
              Name(component->required_strategy));
  }
}

}  // namespace

constexpr Rule workload_strategy{
    .id = "workload-strategy",
    .title = "Update strategy that starts a second copy or is refused",
    .why =
        "A rolling update starts the new pod while the old one still writes to the volume and "
        "owns the schema. The API server refuses rollingUpdate beside Recreate.",
    .hint = "Write strategy: {type: Recreate} and set rollingUpdate to null.",
    .bad = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: eden-task-store-server
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}
spec:
  strategy: {type: RollingUpdate}
  selector: {matchLabels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}
    spec:
      containers:
        - name: app
          image: registry.example.org/eden:1
          env:
            - name: EDEN_STORE_URL
              value: postgresql://eden@eden-postgres:5432/eden
          volumeMounts: [{name: blobs, mountPath: /var/lib/eden/blobs}]
      volumes: [{name: blobs, persistentVolumeClaim: {claimName: eden-blobs}}]
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
          env:
            - name: EDEN_STORE_URL
              value: postgresql://eden@eden-postgres:5432/eden
          volumeMounts: [{name: blobs, mountPath: /var/lib/eden/blobs}]
      volumes: [{name: blobs, persistentVolumeClaim: {claimName: eden-blobs}}]
)",
    .action = Action::kDeny,
    .on_pod = check,
};

}  // namespace postern::rules
