#include "kube/locate.h"

#include <algorithm>

#include "kube/json_nodes.h"
#include "kube/mapping_entries.h"
#include "kube/yaml_nodes.h"

namespace postern::kube {
namespace {

std::optional<Nodes> nodes_of(std::string_view file, const DocumentSource& source,
                              const Limits& limits) {
  if (source.json) {
    auto json = parse_json_nodes(file.substr(source.offset, source.length), limits, source.origin);
    return json ? std::optional(std::move(json->nodes)) : std::nullopt;
  }
  std::string buffer;
  auto yaml = parse_yaml_nodes(normalized_text(file, source, buffer), limits, source.origin);
  return yaml ? std::optional(std::move(*yaml)) : std::nullopt;
}

std::optional<std::uint32_t> child_by_key(const Nodes& nodes, std::uint32_t mapping,
                                          std::string_view key, const Limits& limits) {
  if (nodes.list[mapping].kind != NodeKind::kMapping) {
    return std::nullopt;
  }
  std::size_t visited = 0;
  const auto entries = entries_of(nodes, mapping, limits, visited);
  if (!entries) {
    return std::nullopt;
  }
  const auto found = std::ranges::find(*entries, key, &MappingEntry::key);
  return found == entries->end() ? std::nullopt : std::optional(found->value_node);
}

std::optional<std::uint32_t> child_by_index(const Nodes& nodes, std::uint32_t sequence,
                                            std::size_t index) {
  const Node& node = nodes.list[sequence];
  if (node.kind != NodeKind::kSequence) {
    return std::nullopt;
  }
  std::uint32_t item = sequence + 1;
  for (std::size_t i = 0; i < index && item < node.end; ++i) {
    item = nodes.list[item].end;
  }
  return item < node.end ? std::optional(item) : std::nullopt;
}

// The first line of text behind the line of the block scalar's indicator.
Position first_text_of_block(std::string_view file, const DocumentSource& source,
                             const Node& block) {
  std::string_view rest = file.substr(source.offset, source.length);
  std::size_t line = source.origin.first_line;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    const std::size_t text = rest.substr(0, end + 1).find_first_not_of(" \t\r\n");
    if (line > block.line && text != std::string_view::npos) {
      return {line, text + 1};
    }
    rest.remove_prefix(end + 1);
    ++line;
  }
  return block.position();
}

}  // namespace

std::optional<Position> locate(std::string_view file, const DocumentSource& source,
                               std::span<const PathStep> path, const Limits& limits) {
  const auto nodes = nodes_of(file, source, limits);
  if (!nodes || nodes->list.empty()) {
    return std::nullopt;
  }
  std::uint32_t at = 0;
  for (const PathStep& step : path) {
    const auto child = step.kind == PathStep::Kind::kIndex
                           ? child_by_index(*nodes, at, step.index)
                           : child_by_key(*nodes, at, step.name, limits);
    if (!child) {
      break;
    }
    at = behind_alias(*nodes, *child);
  }
  const Node& node = nodes->list[at];
  return node.style == ScalarStyle::kBlock && node.text_length > 0
             ? first_text_of_block(file, source, node)
             : node.position();
}

}  // namespace postern::kube
