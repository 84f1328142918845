// Which file of a pod's volumes stands at a path of a container, as the kubelet mounts them.
// Guarantees that only what certainly is not there is called missing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kube/container_view.h"
#include "kube/workload_view.h"
#include "kube/world.h"

namespace postern::kube {

enum class Holding : std::uint8_t {
  kNoMount,  // under no mount: it is in the image or nowhere
  kCannot,   // under a mount that does not hold it
  kMay,      // under a mount whose content is not visible
  kHolds,
};

struct MountedFile {
  Holding holding = Holding::kNoMount;
  const VolumeMount* mount = nullptr;
  const Volume* volume = nullptr;        // nullptr when the pod has no volume of that name
  const VolumeSource* source = nullptr;  // where known: what holds the file
  std::string_view key;                  // of that source
  std::optional<std::int64_t> mode;      // the file's permission bits
};

/// An absolute path with ".", "..", doubled slashes and the atomic writer's "..data" taken out;
/// empty for a relative path, which depends on the image's working directory.
[[nodiscard]] std::string normal_path(std::string_view path);

/// `path` is `directory` or lies in it; both normal.
[[nodiscard]] bool lies_in(std::string_view path, std::string_view directory);

/// The file at `path`, which must be normal. The deepest mount that covers it decides, as in Linux.
[[nodiscard]] MountedFile find_file(std::string_view path, const Container& container,
                                    const PodTemplateView& pod, const World& world,
                                    std::string_view name_space);

}  // namespace postern::kube
