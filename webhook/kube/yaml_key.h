// A YAML scalar as the key of a mapping.
// Guarantees the keys that sigs.k8s.io/yaml writes, or a reason that quotes nothing.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/speakable.h"
#include "kube/yaml_scalar.h"

namespace postern::kube {

/// The key's text (`010` is "8", `1.50` is "1.5", `yes` is "true"), or the reason why the scalar
/// cannot be a key.
[[nodiscard]] std::variant<std::string, Literal> key_text(const Scalar& scalar,
                                                          std::string_view text);

}  // namespace postern::kube
