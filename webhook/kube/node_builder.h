// Collects a parser's events into Nodes.
// Guarantees the bounds of Limits; refuses unknown and self-containing aliases.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kube/yaml_nodes.h"

namespace postern::kube {

/// Each call returns the reason when the event is refused, and nothing when it was taken.
class NodeBuilder {
 public:
  explicit NodeBuilder(const Limits& limits) : limits_(limits) {}

  std::optional<Literal> scalar(Node node, std::string_view text, std::string_view anchor);
  std::optional<Literal> open(Node node, std::string_view anchor);
  std::optional<Literal> alias(Node node, std::string_view anchor);
  void close();

  [[nodiscard]] Nodes take() && { return std::move(nodes_); }

 private:
  std::optional<Literal> add(const Node& node, std::string_view anchor);

  Limits limits_;
  Nodes nodes_;
  std::vector<std::uint32_t> open_;
  std::unordered_map<std::string, std::uint32_t> anchors_;
};

}  // namespace postern::kube
