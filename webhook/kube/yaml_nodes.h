// One YAML or JSON document as its parser saw it: values in document order, with their places.
// Guarantees bounded depth and count, aliases that point backwards at finished values only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kube/document.h"

namespace postern::kube {

enum class NodeKind : std::uint8_t { kScalar, kMapping, kSequence, kAlias };

/// How a scalar was written, as far as it decides what the scalar means.
enum class ScalarStyle : std::uint8_t { kPlain, kQuoted, kBlock };

/// The tags that Kubernetes' YAML knows (go-yaml v2, resolve.go); any other makes a scalar text.
enum class Tag : std::uint8_t {
  kNone,
  kString,
  kBool,
  kInt,
  kFloat,
  kNull,
  kTimestamp,
  kBinary,
  kMerge,
  kOther,
};

struct Node {
  NodeKind kind = NodeKind::kScalar;
  ScalarStyle style = ScalarStyle::kPlain;
  Tag tag = Tag::kNone;
  std::uint32_t end = 0;          ///< index behind the node and everything inside it; 0: unfinished
  std::uint32_t target = 0;       ///< of an alias: the node it stands for
  std::uint32_t text_offset = 0;  ///< of a scalar, into Nodes::text
  std::uint32_t text_length = 0;
  std::uint32_t line = 0;  ///< of its first character, from 1; of a block scalar: its indicator
  std::uint32_t column = 0;

  [[nodiscard]] Position position() const { return {line, column}; }
};

/// A mapping is followed by key, value, key, value..., a sequence by its items.
struct Nodes {
  std::vector<Node> list;  ///< the root first; empty when the document is
  std::string text;        ///< the scalars, decoded, one behind the other

  [[nodiscard]] std::string_view text_of(const Node& node) const {
    return std::string_view(text).substr(node.text_offset, node.text_length);
  }
};

/// Where a document's text begins in its file.
struct Origin {
  std::size_t first_line = 1;
  std::size_t first_column = 1;  ///< of the first line
};

/// Reads the first document of `text` (what follows it is not looked at, as kubectl does).
[[nodiscard]] LoadResult<Nodes> parse_yaml_nodes(std::string_view text, const Limits& limits,
                                                 const Origin& origin);

}  // namespace postern::kube
