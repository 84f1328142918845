#include "kube/locate.h"

#include <algorithm>

#include "kube/json_nodes.h"
#include "kube/mapping_entries.h"

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
  return yaml && !yaml->list.empty() ? std::optional(*std::move(yaml)) : std::nullopt;
}

std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    starts.push_back(at + 1);
  }
  return starts;
}

}  // namespace

Places::Places(std::string_view file, const DocumentSource& source, const Limits& limits)
    : text_(file.substr(source.offset, source.length)),
      origin_(source.origin),
      limits_(limits),
      nodes_(nodes_of(file, source, limits).value_or(Nodes{})),
      lines_(line_starts(text_)) {}

std::string_view Places::line(std::size_t number) const {
  const std::size_t index = number - origin_.first_line;
  if (number < origin_.first_line || index >= lines_.size()) {
    return {};
  }
  const bool last = index + 1 == lines_.size();
  const std::size_t end = last ? text_.size() : lines_[index + 1] - 1;
  const std::string_view text = text_.substr(lines_[index], end - lines_[index]);
  return text.ends_with('\r') ? text.substr(0, text.size() - 1) : text;
}

std::optional<Place> Places::find(std::span<const PathStep> path) {
  if (nodes_.list.empty()) {
    return std::nullopt;
  }
  Child at{0, std::nullopt};
  for (const PathStep& step : path) {
    const std::optional<Child> next = child(at.value, step);
    if (!next) {
      break;
    }
    at = {behind_alias(nodes_, next->value), next->key};
  }
  return place_of(at);
}

std::optional<Places::Child> Places::child(std::uint32_t at, const PathStep& step) {
  return step.kind == PathStep::Kind::kIndex ? child_by_index(at, step.index)
                                             : child_by_key(at, step.name);
}

std::optional<Places::Child> Places::child_by_key(std::uint32_t mapping, const std::string& key) {
  if (nodes_.list[mapping].kind != NodeKind::kMapping) {
    return std::nullopt;
  }
  const auto [known, added] = entries_.try_emplace(mapping);
  if (added) {
    const auto entries = entries_of(nodes_, mapping, limits_, visited_);
    for (const MappingEntry& entry : entries.value_or(std::vector<MappingEntry>{})) {
      known->second.emplace(entry.key, Child{entry.value_node, entry.key_node});
    }
  }
  const auto found = known->second.find(key);
  return found == known->second.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Places::Child> Places::child_by_index(std::uint32_t list, std::size_t index) const {
  const Node& node = nodes_.list[list];
  if (node.kind != NodeKind::kSequence) {
    return std::nullopt;
  }
  std::uint32_t item = list + 1;
  for (std::size_t i = 0; i < index && item < node.end; ++i) {
    item = nodes_.list[item].end;
  }
  return item < node.end ? std::optional(Child{item, std::nullopt}) : std::nullopt;
}

Position Places::position_of(const Node& node) const {
  if (node.style != ScalarStyle::kBlock || node.text_length == 0) {
    return node.position();
  }
  // The first line of text behind the line of the block scalar's indicator.
  for (std::size_t number = node.line + 1U; number < origin_.first_line + lines_.size(); ++number) {
    const std::size_t text = line(number).find_first_not_of(" \t");
    if (text != std::string_view::npos) {
      return {number, text + 1};
    }
  }
  return node.position();
}

Place Places::place_of(const Child& found) const {
  const Node& node = nodes_.list[found.value];
  Place place{.position = position_of(node)};
  std::optional<std::uint32_t> key = found.key;
  // A block mapping begins with its first key.
  const std::uint32_t first = found.value + 1;
  if (node.kind == NodeKind::kMapping && first < node.end &&
      nodes_.list[first].position() == node.position()) {
    key = first;
  }
  if (key) {
    const std::uint32_t scalar = behind_alias(nodes_, *key);
    place.key_position = nodes_.list[*key].position();
    place.key = nodes_.text_of(nodes_.list[scalar]);
  }
  return place;
}

std::optional<Position> locate(std::string_view file, const DocumentSource& source,
                               std::span<const PathStep> path, const Limits& limits) {
  const std::optional<Place> place = Places(file, source, limits).find(path);
  return place ? std::optional(place->position) : std::nullopt;
}

}  // namespace postern::kube
