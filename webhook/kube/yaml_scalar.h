// What a YAML scalar means to Kubernetes: YAML 1.1 as go-yaml v2 reads it, then as JSON.
// Guarantees the reading of kubectl 1.37 for every plain, quoted and tagged scalar it accepts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/speakable.h"
#include "kube/yaml_nodes.h"

namespace postern::kube {

struct Null {
  friend bool operator==(Null, Null) = default;
};

/// Text that is not the scalar itself: what `!!binary` decodes to.
struct Decoded {
  std::string text;
};

/// The scalar is text, exactly as it stands.
struct Verbatim {};

/// The scalar cannot be read; why.
struct Unreadable {
  Literal reason;
};

using Scalar =
    std::variant<Null, bool, std::int64_t, std::uint64_t, double, Verbatim, Decoded, Unreadable>;

[[nodiscard]] Scalar resolve(std::string_view text, ScalarStyle style, Tag tag);

}  // namespace postern::kube
