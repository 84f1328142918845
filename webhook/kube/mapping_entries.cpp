#include "kube/mapping_entries.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>

#include "kube/yaml_key.h"
#include "kube/yaml_scalar.h"

namespace postern::kube {
namespace {

LoadError refusal(Literal reason, const Node& at) { return {{reason}, at.position()}; }

// go-yaml v2, decode.go, isMerge: a quoted "<<" is an ordinary key.
bool is_merge_key(const Nodes& nodes, const Node& key) {
  return key.kind == NodeKind::kScalar && nodes.text_of(key) == "<<" &&
         ((key.style == ScalarStyle::kPlain && key.tag == Tag::kNone) || key.tag == Tag::kMerge);
}

// Mappings have few keys: comparing them all is cheaper than hashing, up to here.
constexpr std::size_t kPairwiseKeys = 24;

class Collector {
 public:
  Collector(const Nodes& nodes, const Limits& limits, std::size_t& visited)
      : nodes_(nodes), limits_(limits), sources_(visited) {}

  LoadResult<std::vector<MappingEntry>> collect(std::uint32_t mapping) {
    visit(mapping);
    while (!open_.empty()) {
      Cursor& cursor = open_.back();
      if (cursor.next >= cursor.end) {
        open_.pop_back();
        continue;
      }
      const std::uint32_t key = cursor.next;
      const std::uint32_t value = nodes_.list[key].end;
      const std::size_t source = cursor.source;
      cursor.next = nodes_.list[value].end;
      const auto refused =
          is_merge_key(nodes_, nodes_.list[key]) ? merge(value) : add(key, value, source);
      if (refused) {
        return tl::unexpected(*refused);
      }
    }
    return std::move(entries_);
  }

 private:
  struct Cursor {
    std::uint32_t next;
    std::uint32_t end;
    std::size_t source;
  };

  void visit(std::uint32_t mapping) {
    open_.push_back({mapping + 1, nodes_.list[mapping].end, sources_++});
  }

  std::optional<LoadError> merge(std::uint32_t value) {
    const std::uint32_t target = behind_alias(nodes_, value);
    const Node& node = nodes_.list[target];
    if (node.kind == NodeKind::kMapping) {
      return merge_one(target);
    }
    // A list of mappings comes as an alias only if the list itself has no anchor: go-yaml follows
    // aliases to mappings alone.
    if (node.kind != NodeKind::kSequence || target != value) {
      return refusal("a merge key has a value that is no mapping", nodes_.list[value]);
    }
    // On a stack, so that the last is applied first: earlier ones take precedence.
    for (std::uint32_t item = target + 1; item < node.end; item = nodes_.list[item].end) {
      const std::uint32_t mapping = behind_alias(nodes_, item);
      if (nodes_.list[mapping].kind != NodeKind::kMapping) {
        return refusal("a merge key lists a value that is no mapping", nodes_.list[item]);
      }
      if (auto refused = merge_one(mapping)) {
        return refused;
      }
    }
    return std::nullopt;
  }

  std::optional<LoadError> merge_one(std::uint32_t mapping) {
    if (open_.size() >= limits_.depth || sources_ >= limits_.nodes) {
      return refusal("merge keys are nested too deeply", nodes_.list[mapping]);
    }
    visit(mapping);
    return std::nullopt;
  }

  std::optional<LoadError> add(std::uint32_t key, std::uint32_t value, std::size_t source) {
    const Node& at = nodes_.list[key];
    const Node& node = nodes_.list[behind_alias(nodes_, key)];
    if (node.kind != NodeKind::kScalar) {
      return refusal("a key is a mapping or a list", at);
    }
    const std::string_view text = nodes_.text_of(node);
    const Scalar scalar = resolve(text, node.style, node.tag);
    auto name = key_text(scalar, text);
    if (const auto* reason = std::get_if<Literal>(&name)) {
      return refusal(*reason, at);
    }
    return store({std::get<std::string>(std::move(name)), key, value, scalar.index(), source});
  }

  std::optional<LoadError> store(MappingEntry entry) {
    MappingEntry* const before = find(entry.key);
    if (before == nullptr) {
      if (!by_key_.empty()) {
        by_key_.emplace(entry.key, entries_.size());
      }
      entries_.push_back(std::move(entry));
      return std::nullopt;
    }
    // kubectl would take the last, or, when the keys differ in type (1 and "1"), either.
    if (before->source == entry.source || before->scalar_type != entry.scalar_type ||
        std::holds_alternative<double>(resolved(entry))) {
      return refusal("a mapping has the same key twice", nodes_.list[entry.key_node]);
    }
    *before = std::move(entry);
    return std::nullopt;
  }

  [[nodiscard]] Scalar resolved(const MappingEntry& entry) const {
    const Node& node = nodes_.list[behind_alias(nodes_, entry.key_node)];
    return resolve(nodes_.text_of(node), node.style, node.tag);
  }

  MappingEntry* find(std::string_view key) {
    if (entries_.size() <= kPairwiseKeys) {
      const auto found = std::ranges::find(entries_, key, &MappingEntry::key);
      return found == entries_.end() ? nullptr : &*found;
    }
    if (by_key_.empty()) {
      for (std::size_t i = 0; i < entries_.size(); ++i) {
        by_key_.emplace(entries_[i].key, i);
      }
    }
    const auto found = by_key_.find(std::string(key));
    return found == by_key_.end() ? nullptr : &entries_[found->second];
  }

  const Nodes& nodes_;
  const Limits& limits_;
  std::vector<MappingEntry> entries_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::vector<Cursor> open_;
  std::size_t& sources_;
};

}  // namespace

std::uint32_t behind_alias(const Nodes& nodes, std::uint32_t index) {
  const Node& node = nodes.list[index];
  return node.kind == NodeKind::kAlias ? node.target : index;
}

LoadResult<std::vector<MappingEntry>> entries_of(const Nodes& nodes, std::uint32_t mapping,
                                                 const Limits& limits, std::size_t& visited) {
  return Collector(nodes, limits, visited).collect(mapping);
}

}  // namespace postern::kube
