// Turns the values of a YAML document into JSON text, as sigs.k8s.io/yaml does for kubectl.
// Guarantees bounded output: aliases are expanded up to the limits, keys never repeat.
#pragma once

#include <string>

#include "kube/document.h"
#include "kube/yaml_nodes.h"

namespace postern::kube {

/// Merge keys are applied, scalars and keys resolved. Fails on duplicate keys (after they were
/// resolved), on keys that JSON cannot hold, on .inf and .nan, and beyond `limits`.
[[nodiscard]] LoadResult<std::string> to_json(const Nodes& nodes, const Limits& limits);

}  // namespace postern::kube
