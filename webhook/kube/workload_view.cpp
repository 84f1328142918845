#include "kube/workload_view.h"

#include <algorithm>
#include <array>
#include <span>

namespace postern::kube {
namespace {

struct WorkloadKind {
  GroupKind type;
  std::array<std::string_view, 4> fields;  // from the root to the pod template
  std::size_t depth;

  [[nodiscard]] constexpr std::span<const std::string_view> way() const {
    return std::span(fields).first(depth);
  }
};

constexpr std::array kWorkloads = {
    WorkloadKind{{"", "Pod"}, {}, 0},
    WorkloadKind{{"", "PodTemplate"}, {"template"}, 1},
    WorkloadKind{{"", "ReplicationController"}, {"spec", "template"}, 2},
    WorkloadKind{{"apps", "Deployment"}, {"spec", "template"}, 2},
    WorkloadKind{{"apps", "ReplicaSet"}, {"spec", "template"}, 2},
    WorkloadKind{{"apps", "StatefulSet"}, {"spec", "template"}, 2},
    WorkloadKind{{"apps", "DaemonSet"}, {"spec", "template"}, 2},
    WorkloadKind{{"batch", "Job"}, {"spec", "template"}, 2},
    WorkloadKind{{"batch", "CronJob"}, {"spec", "jobTemplate", "spec", "template"}, 4},
};

void read_containers(const JsonObject& spec, std::string_view field, ContainerRole role,
                     Reader& reader, std::vector<Container>& containers) {
  reader.each_object(spec, field, [&](const JsonObject& container, std::size_t) {
    containers.push_back(read_container(container, role, reader));
  });
}

void read_security_context(const JsonObject& spec, Reader& reader, PodTemplateView& pod) {
  const std::optional<JsonObject> context = reader.object(spec, "securityContext");
  if (!context) {
    return;
  }
  const Reader::Scope scope = reader.enter_field("securityContext");
  pod.fs_group = reader.integer(*context, "fsGroup");
  pod.run_as_user = reader.integer(*context, "runAsUser");
}

PodTemplateView read_pod(const JsonObject& root, Reader& reader) {
  PodTemplateView pod;
  pod.meta = read_meta(root, reader);
  pod.path = reader.path();
  const std::optional<JsonObject> spec = reader.object(root, "spec");
  if (!spec) {
    return pod;
  }
  const Reader::Scope scope = reader.enter_field("spec");
  read_containers(*spec, "initContainers", ContainerRole::kInit, reader, pod.containers);
  read_containers(*spec, "containers", ContainerRole::kRegular, reader, pod.containers);
  read_containers(*spec, "ephemeralContainers", ContainerRole::kEphemeral, reader, pod.containers);
  pod.volumes = read_volumes(*spec, reader);
  pod.host_network = reader.boolean(*spec, "hostNetwork");
  read_security_context(*spec, reader, pod);
  return pod;
}

// Walks down to the pod template; a missing step on the way is an empty template.
PodTemplateView read_template(std::span<const std::string_view> way, const JsonObject& root,
                              Reader& reader) {
  std::optional<JsonObject> place = root;
  const Reader::Scope scope(reader);
  for (const std::string_view field : way) {
    place = place ? reader.object(*place, field) : std::nullopt;
    reader.descend(field);
  }
  return place ? read_pod(*place, reader) : PodTemplateView{};
}

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ')) {
    text.remove_prefix(1);
  }
  while (text.ends_with(' ')) {
    text.remove_suffix(1);
  }
  return text;
}

// "a=b,c==d,e in (f,g),!h": the requirements by equality (apimachinery, labels.Parse). A comma
// inside "(f,g)" makes parts without '=', which are none.
std::vector<Label> equal_labels(std::string_view selector) {
  std::vector<Label> labels;
  while (!selector.empty()) {
    const std::size_t comma = selector.find(',');
    const std::string_view part = selector.substr(0, comma);
    selector.remove_prefix(comma == std::string_view::npos ? selector.size() : comma + 1);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || part.substr(0, equals).ends_with('!')) {
      continue;
    }
    std::string_view value = part.substr(equals + 1);
    value.remove_prefix(value.starts_with('=') ? 1 : 0);
    labels.push_back(
        {.key = without_blanks(part.substr(0, equals)), .value = without_blanks(value)});
  }
  return labels;
}

}  // namespace

const Volume* PodTemplateView::volume(std::string_view name) const {
  const auto found = std::ranges::find(volumes, name, &Volume::name);
  return found == volumes.end() ? nullptr : &*found;
}

bool is_workload(const GroupKind& type) {
  return std::ranges::find(kWorkloads, type, &WorkloadKind::type) != kWorkloads.end();
}

WorkloadView read_workload(std::string_view kind, const JsonObject& root, Reader& reader) {
  WorkloadView view;
  const auto* const found = std::ranges::find(
      kWorkloads, kind, [](const WorkloadKind& workload) { return workload.type.kind; });
  if (found != kWorkloads.end()) {
    view.pod = read_template(found->way(), root, reader);
  }
  const std::optional<JsonObject> spec = reader.object(root, "spec");
  if (!spec) {
    return view;
  }
  const Reader::Scope scope = reader.enter_field("spec");
  view.replicas = reader.integer(*spec, "replicas");
  if (const std::optional<JsonObject> strategy = reader.object(*spec, "strategy")) {
    const Reader::Scope strategy_scope = reader.enter_field("strategy");
    view.strategy = reader.text(*strategy, "type");
    view.has_rolling_update = Reader::field(*strategy, "rollingUpdate").has_value();
  }
  return view;
}

ScaleView read_scale(const JsonObject& root, Reader& reader) {
  ScaleView view;
  if (const std::optional<JsonObject> spec = reader.object(root, "spec")) {
    const Reader::Scope scope = reader.enter_field("spec");
    view.replicas = reader.integer(*spec, "replicas");
  }
  if (const std::optional<JsonObject> status = reader.object(root, "status")) {
    const Reader::Scope scope = reader.enter_field("status");
    view.selector = equal_labels(reader.text(*status, "selector"));
  }
  return view;
}

}  // namespace postern::kube
