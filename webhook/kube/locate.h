// Finds where in a file the value at a path stands, when there is something to say about it.
// Guarantees a place in the text the value was read from, through aliases and merge keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kube/document.h"
#include "kube/document_stream.h"
#include "kube/field_path.h"
#include "kube/yaml_nodes.h"

namespace postern::kube {

/// Where a value stands, and the key before it.
struct Place {
  Position position;
  Position key_position;  // {0, 0} for the item of a list
  std::string_view key;   // as it reads, decoded; of a list of mappings the item's first key
};

/// The places of one document. Reads it again: reading for values keeps no places, and most
/// documents have no findings.
class Places {
 public:
  /// `file` is the text in which `source` was found; it must outlive this.
  Places(std::string_view file, const DocumentSource& source, const Limits& limits = {});

  /// A block scalar's place is its first character of text, not its `|`. Where the path ends early
  /// (a key that is absent), the place of the last value it reached; nothing when the document
  /// cannot be read at all.
  [[nodiscard]] std::optional<Place> find(std::span<const PathStep> path);

  /// A line of the document by its number in the file, without its end.
  [[nodiscard]] std::string_view line(std::size_t number) const;

 private:
  struct Child {
    std::uint32_t value;
    std::optional<std::uint32_t> key;
  };
  using Children = std::unordered_map<std::string, Child>;

  [[nodiscard]] std::optional<Child> child(std::uint32_t at, const PathStep& step);
  [[nodiscard]] std::optional<Child> child_by_key(std::uint32_t mapping, const std::string& key);
  [[nodiscard]] std::optional<Child> child_by_index(std::uint32_t list, std::size_t index) const;
  [[nodiscard]] Position position_of(const Node& node) const;
  [[nodiscard]] Place place_of(const Child& found) const;

  std::string_view text_;
  Origin origin_;
  Limits limits_;
  Nodes nodes_;                                          // empty: the document cannot be read
  std::vector<std::size_t> lines_;                       // where each line begins in text_
  std::unordered_map<std::uint32_t, Children> entries_;  // of the mappings that were looked into
  std::size_t visited_ = 0;
};

/// The position alone, for a single path.
[[nodiscard]] std::optional<Position> locate(std::string_view file, const DocumentSource& source,
                                             std::span<const PathStep> path,
                                             const Limits& limits = {});

}  // namespace postern::kube
