// The volumes of a pod template: which Secrets and ConfigMaps become which files.
// Guarantees one VolumeSource per Secret or ConfigMap, projected volumes included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "kube/container_view.h"
#include "kube/field_path.h"
#include "kube/json.h"

namespace postern::kube {

/// items[] of a Secret, ConfigMap or projected source.
struct VolumeItem {
  std::string_view key;
  std::string_view path;
  std::optional<std::int64_t> mode;
};

/// One Secret or ConfigMap whose keys become files.
struct VolumeSource {
  SourceKind kind = SourceKind::kSecret;
  std::string_view name;
  bool optional = false;
  std::vector<VolumeItem> items;  // empty: every key under its own name
  std::size_t index = 0;          // position in a projected volume's sources
};

enum class VolumeKind : std::uint8_t { kSecret, kConfigMap, kProjected, kEmptyDir, kOther };

struct Volume {
  std::string_view name;
  VolumeKind kind = VolumeKind::kOther;
  std::vector<VolumeSource> sources;  // one; several when projected
  bool has_other_sources = false;     // projected: token, downwardAPI, trust bundle
  std::optional<std::int64_t> default_mode;
  bool claim = false;      // a persistentVolumeClaim: what is in it outlives the pod
  bool read_only = false;  // no container can write to it, whatever its mount says
  FieldPath path;

  /// The field that names the Secret or ConfigMap's part: "volumes[0].projected.sources[1].secret".
  [[nodiscard]] FieldPath source_path(const VolumeSource& source) const;
};

/// Reads `volumes` of the pod spec at which the reader stands.
[[nodiscard]] std::vector<Volume> read_volumes(const JsonObject& spec, Reader& reader);

}  // namespace postern::kube
