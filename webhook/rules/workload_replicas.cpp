#include "rules/application_mode.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

struct Demand {
  std::optional<std::int64_t> replicas;
  const kube::Meta& labelled;
};

void check_demand(const Demand& demand, const Context& context, Reporter& report) {
  const policy::Application* application = application_of(demand.labelled, context.policy);
  const policy::Component* component =
      application == nullptr ? nullptr : application->component_of(demand.labelled);
  if (component == nullptr || !component->maximum_replicas || !demand.replicas ||
      *demand.replicas <= *component->maximum_replicas) {
    return;
  }
  report.at(kube::FieldPath().child("spec").child("replicas"),
            "{} replicas of {}, at most {} may run",
            Count(static_cast<std::uint64_t>(*demand.replicas)), Name(component->name),
            Count(static_cast<std::uint64_t>(*component->maximum_replicas)));
}

void check_workload(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  check_demand({pod.workload.replicas, pod.labelled}, context, report);
}

// A Scale has no labels: its selector names those of the pods, or the world knows the workload.
void check_scale(const kube::ScaleView& scale, const kube::Meta& meta, const Context& context,
                 Reporter& report) {
  if (!scale.selector.empty()) {
    kube::Meta selected = meta;
    selected.labels = scale.selector;
    check_demand({scale.replicas, selected}, context, report);
    return;
  }
  context.world.each_workload(meta.name_space, [&](const kube::WorkloadFacts& workload) {
    if (workload.meta.name == meta.name) {
      check_demand({scale.replicas, workload.meta}, context, report);
    }
  });
}

}  // namespace

constexpr Rule workload_replicas{
    .id = "workload-replicas",
    .title = "More replicas than the application can take",
    .why =
        "The component keeps state of its own; a second replica works on the same rows and files "
        "without knowing of the first.",
    .hint =
        "Set replicas to what the application's contract allows, and remove an autoscaler of this "
        "workload.",
    .bad = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: eden-task-store-server
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}
spec:
  replicas: 2
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
)",
    .good = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: eden-task-store-server
  labels: {app.kubernetes.io/name: eden, app.kubernetes.io/component: task-store-server}
spec:
  replicas: 1
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
)",
    .action = Action::kDeny,
    .on_scale = check_scale,
    .on_pod = check_workload,
};

}  // namespace postern::rules
