// A pod-bearing object as rules see it: the pod template wherever its kind keeps it, and Scale.
// Guarantees one view for all nine kinds, with paths that start where the user's manifest starts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "kube/container_view.h"
#include "kube/meta.h"
#include "kube/volume_view.h"

namespace postern::kube {

struct PodTemplateView {
  Meta meta;                          // the template's own labels and annotations
  FieldPath path;                     // "spec.template"; empty for a Pod
  std::vector<Container> containers;  // init, regular, ephemeral, in this order
  std::vector<Volume> volumes;
  std::optional<std::int64_t> fs_group;
  std::optional<std::int64_t> run_as_user;
  bool host_network = false;

  [[nodiscard]] const Volume* volume(std::string_view name) const;
};

struct WorkloadView {
  PodTemplateView pod;
  std::optional<std::int64_t> replicas;
  std::string_view strategy;        // spec.strategy.type of a Deployment
  bool has_rolling_update = false;  // spec.strategy.rollingUpdate is set
};

/// The scale subresource of any workload. Its metadata is the workload's, without the labels.
struct ScaleView {
  std::optional<std::int64_t> replicas;
  std::vector<Label> selector;  // what status.selector demands to be equal, of the pods' labels
};

/// True for the nine kinds that carry a pod template.
[[nodiscard]] bool is_workload(const GroupKind& type);

[[nodiscard]] WorkloadView read_workload(std::string_view kind, const JsonObject& root,
                                         Reader& reader);
[[nodiscard]] ScaleView read_scale(const JsonObject& root, Reader& reader);

}  // namespace postern::kube
