// Finds where in a file the value at a path stands, when there is something to say about it.
// Guarantees a place in the text the value was read from, through aliases and merge keys.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "kube/document.h"
#include "kube/document_stream.h"
#include "kube/field_path.h"

namespace postern::kube {

/// Reads the document again: reading for values keeps no places, and most documents have no
/// findings. A block scalar's place is its first character of text, not its `|`. Where the path
/// ends early (a key that is absent), the place of the last value it reached; nothing when the
/// document cannot be read at all.
[[nodiscard]] std::optional<Position> locate(std::string_view file, const DocumentSource& source,
                                             std::span<const PathStep> path,
                                             const Limits& limits = {});

}  // namespace postern::kube
