// One Kubernetes object seen through the view that the rules need of its kind.
// Guarantees that every kind has a view: what no rule looks at is Unregistered, never an error.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "kube/json.h"
#include "kube/meta.h"
#include "kube/secret_view.h"
#include "kube/workload_view.h"

namespace postern::kube {

/// A kind that no rule looks at.
struct Unregistered {};

/// A Helm release as `helm install --dry-run -o json` prints it. It is no object of the API; read
/// as kReleaseType it has the release's name and namespace.
struct PrintedRelease {
  Json root;
};

inline constexpr GroupKind kReleaseType{.group = "helm.sh", .kind = "Release"};

using View =
    std::variant<Unregistered, SecretView, ConfigMapView, WorkloadView, ScaleView, PrintedRelease>;

struct Object {
  GroupKind type;
  Meta meta;
  View view;
};

/// Reads one object of the group and kind. The object refers to the text of `root`'s document and
/// must not outlive it. Fails when a field that a rule must look at has the wrong type.
[[nodiscard]] Result<Object> read_object(const GroupKind& type, const Json& root);

/// As above, with group and kind taken from the object's own apiVersion and kind.
[[nodiscard]] Result<Object> read_object(const Json& root);

}  // namespace postern::kube
