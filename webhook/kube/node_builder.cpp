#include "kube/node_builder.h"

namespace postern::kube {

std::optional<Literal> NodeBuilder::add(const Node& node, std::string_view anchor) {
  if (nodes_.list.size() >= limits_.nodes) {
    return Literal("the document has too many values");
  }
  if (!anchor.empty()) {
    // A later anchor of the same name takes over, for the aliases behind it (YAML 1.1, 3.2.2.2).
    anchors_.insert_or_assign(std::string(anchor), static_cast<std::uint32_t>(nodes_.list.size()));
  }
  nodes_.list.push_back(node);
  return std::nullopt;
}

std::optional<Literal> NodeBuilder::scalar(Node node, std::string_view text,
                                           std::string_view anchor) {
  node.kind = NodeKind::kScalar;
  node.end = static_cast<std::uint32_t>(nodes_.list.size() + 1);
  node.text_offset = static_cast<std::uint32_t>(nodes_.text.size());
  node.text_length = static_cast<std::uint32_t>(text.size());
  nodes_.text += text;
  return add(node, anchor);
}

std::optional<Literal> NodeBuilder::open(Node node, std::string_view anchor) {
  if (open_.size() >= limits_.depth) {
    return Literal("objects and lists are nested too deeply");
  }
  node.end = 0;
  open_.push_back(static_cast<std::uint32_t>(nodes_.list.size()));
  return add(node, anchor);
}

std::optional<Literal> NodeBuilder::alias(Node node, std::string_view anchor) {
  const auto found = anchors_.find(std::string(anchor));
  if (found == anchors_.end()) {
    return Literal("an alias names an anchor that is not defined before it");
  }
  if (nodes_.list[found->second].end == 0) {
    return Literal("an alias stands inside the value it stands for");
  }
  node.kind = NodeKind::kAlias;
  node.end = static_cast<std::uint32_t>(nodes_.list.size() + 1);
  node.target = found->second;
  return add(node, {});
}

void NodeBuilder::close() {
  nodes_.list[open_.back()].end = static_cast<std::uint32_t>(nodes_.list.size());
  open_.pop_back();
}

}  // namespace postern::kube
