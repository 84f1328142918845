// One container of a pod template: environment, arguments and mounts, each with its path.
// Guarantees that every literal value is sealed; names are the user's and may be shown as Name.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/sealed.h"
#include "base/speakable.h"
#include "kube/field_path.h"
#include "kube/json.h"

namespace postern::kube {

enum class SourceKind : std::uint8_t { kSecret, kConfigMap };

/// The kind as the API names it.
[[nodiscard]] Literal to_text(SourceKind kind);

/// secretKeyRef or configMapKeyRef.
struct KeyReference {
  SourceKind kind = SourceKind::kSecret;
  std::string_view name;
  std::string_view key;
  bool optional = false;
};

struct EnvVar {
  std::string_view name;
  std::optional<Sealed<std::string_view>> value;  // a literal
  std::optional<KeyReference> reference;
  bool other_source = false;  // fieldRef, resourceFieldRef, fileKeyRef
  std::size_t index = 0;      // position in the container's env list
};

struct EnvFrom {
  SourceKind kind = SourceKind::kSecret;
  std::string_view name;
  std::string_view prefix;
  bool optional = false;
  std::size_t index = 0;
};

struct VolumeMount {
  std::string_view volume;
  std::string_view path;
  std::string_view sub_path;  // subPath or subPathExpr
  bool read_only = false;
  std::size_t index = 0;
};

enum class ContainerRole : std::uint8_t { kInit, kRegular, kEphemeral };

struct Container {
  ContainerRole role = ContainerRole::kRegular;
  std::string_view name;
  std::string_view image;
  bool restarts_always = false;  // an init container that is a sidecar
  FieldPath path;
  std::vector<EnvVar> env;
  std::vector<EnvFrom> env_from;
  std::vector<Sealed<std::string_view>> command;
  std::vector<Sealed<std::string_view>> args;
  std::vector<VolumeMount> mounts;

  [[nodiscard]] FieldPath env_path(const EnvVar& variable) const {
    return path.child("env").index(variable.index, variable.name);
  }
  [[nodiscard]] FieldPath env_from_path(const EnvFrom& source) const {
    return path.child("envFrom").index(source.index);
  }
  /// Where a variable, or a source of many, names its Secret or ConfigMap.
  [[nodiscard]] FieldPath reference_path(const EnvVar& variable) const;
  [[nodiscard]] FieldPath reference_path(const EnvFrom& source) const;
  [[nodiscard]] FieldPath mount_path(const VolumeMount& mount) const {
    return path.child("volumeMounts").index(mount.index, mount.path);
  }
};

/// Reads the element of containers, initContainers or ephemeralContainers at which the reader
/// stands.
[[nodiscard]] Container read_container(const JsonObject& root, ContainerRole role, Reader& reader);

}  // namespace postern::kube
