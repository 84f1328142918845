// Recognises what Helm's storage drivers write, as an object of the cluster.
// Guarantees that a release is told by what Helm itself looks for: type, labels and names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/sealed.h"
#include "kube/object.h"

namespace postern::helm {

/// The Secret (type helm.sh/release.v1) or ConfigMap (label owner=helm, or Helm's pattern of names)
/// holds a release.
[[nodiscard]] bool is_stored_release(const kube::Object& object);

/// Its payload as Helm wrote it, base64 inside of a Secret's `data` taken off; nothing when the key
/// `release` is absent or no base64.
[[nodiscard]] std::optional<Sealed<std::string_view>> payload_of(const kube::Object& object);

/// "sh.helm.release.v1.shop.v3".
[[nodiscard]] std::string stored_name(std::string_view release, std::int64_t version);

}  // namespace postern::helm
