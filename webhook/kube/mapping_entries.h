// The entries of one YAML mapping with its merge keys applied.
// Guarantees that each key is there once and that its value is the one kubectl would take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kube/document.h"
#include "kube/yaml_nodes.h"

namespace postern::kube {

struct MappingEntry {
  std::string key;
  std::uint32_t key_node;
  std::uint32_t value_node;
  std::size_t scalar_type;  ///< what the key was before it became text
  std::size_t source;       ///< which visit to which mapping wrote it
};

/// Fails on a key that cannot be one, a duplicate, or a merge of what is no mapping. `visited`
/// counts the mappings that were looked into, over all calls for a document; merge keys can make
/// them many more than were written, so it fails beyond Limits::nodes.
[[nodiscard]] LoadResult<std::vector<MappingEntry>> entries_of(const Nodes& nodes,
                                                               std::uint32_t mapping,
                                                               const Limits& limits,
                                                               std::size_t& visited);

/// The node that `index` stands for: itself, or the target of the alias it is.
[[nodiscard]] std::uint32_t behind_alias(const Nodes& nodes, std::uint32_t index);

}  // namespace postern::kube
