#include "kube/yaml_to_json.h"

#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "kube/json_writer.h"
#include "kube/mapping_entries.h"
#include "kube/yaml_scalar.h"

namespace postern::kube {
namespace {

struct ScalarWriter {
  std::string& out;
  std::string_view text;
  using Refusal = std::optional<Literal>;

  Refusal operator()(Null) const {
    out += "null";
    return std::nullopt;
  }
  Refusal operator()(bool value) const {
    out += value ? "true" : "false";
    return std::nullopt;
  }
  Refusal operator()(std::int64_t value) const {
    append_json_number(out, value);
    return std::nullopt;
  }
  Refusal operator()(std::uint64_t value) const {
    append_json_number(out, value);
    return std::nullopt;
  }
  Refusal operator()(double value) const {
    if (!std::isfinite(value)) {
      return Literal("a number is infinite or not a number; quote it if it is text");
    }
    append_json_number(out, value);
    return std::nullopt;
  }
  Refusal operator()(Verbatim) const {
    append_json_string(out, text);
    return std::nullopt;
  }
  Refusal operator()(const Decoded& decoded) const {
    if (!simdjson::validate_utf8(decoded.text.data(), decoded.text.size())) {
      return Literal("a !!binary value is not UTF-8 text");
    }
    append_json_string(out, decoded.text);
    return std::nullopt;
  }
  Refusal operator()(const Unreadable& error) const { return error.reason; }
};

// go-yaml v2, decode.go, allowedAliasRatio: what share of all values may come out of aliases.
double allowed_alias_share(std::size_t values) {
  constexpr double kSmall = 400'000;
  constexpr double kLarge = 4'000'000;
  constexpr double kShareOfSmall = 0.99;
  constexpr double kShareOfLarge = 0.10;
  const auto count = static_cast<double>(values);
  if (count <= kSmall) {
    return kShareOfSmall;
  }
  if (count >= kLarge) {
    return kShareOfLarge;
  }
  return kShareOfSmall - ((kShareOfSmall - kShareOfLarge) * (count - kSmall) / (kLarge - kSmall));
}

class Writer {
 public:
  Writer(const Nodes& nodes, const Limits& limits) : nodes_(nodes), limits_(limits) {
    out_.reserve(nodes.text.size() + (8 * nodes.list.size()));
  }

  LoadResult<std::string> write() {
    auto refusal = value(0, false);
    while (!refusal && !open_.empty()) {
      refusal = step();
    }
    if (refusal) {
      return tl::unexpected(*refusal);
    }
    return std::move(out_);
  }

 private:
  // An object that is being written has entries, a list the node of its next item.
  struct Frame {
    std::vector<MappingEntry> entries;
    std::size_t next;
    std::size_t end;
    bool object;
    bool in_alias;
    bool first = true;
  };

  std::optional<LoadError> step() {
    Frame& frame = open_.back();
    if (frame.next >= frame.end) {
      out_ += frame.object ? '}' : ']';
      open_.pop_back();
      return std::nullopt;
    }
    if (!std::exchange(frame.first, false)) {
      out_ += ',';
    }
    const bool in_alias = frame.in_alias;
    if (!frame.object) {
      const auto item = static_cast<std::uint32_t>(frame.next);
      frame.next = nodes_.list[item].end;
      return value(item, in_alias);
    }
    const MappingEntry& entry = frame.entries[frame.next++];
    append_json_string(out_, entry.key);
    out_ += ':';
    const std::uint32_t value_node = entry.value_node;
    if (auto refusal = count(nodes_.list[entry.key_node], in_alias)) {
      return refusal;
    }
    return value(value_node, in_alias);
  }

  std::optional<LoadError> value(std::uint32_t index, bool in_alias) {
    const Node& written = nodes_.list[index];
    if (auto refusal = count(written, in_alias)) {
      return refusal;
    }
    const std::uint32_t target = behind_alias(nodes_, index);
    const bool inside = in_alias || target != index;
    if (target != index) {
      if (auto refusal = count(written, inside)) {
        return refusal;
      }
    }
    const Node& node = nodes_.list[target];
    if (node.kind == NodeKind::kScalar) {
      const std::string_view text = nodes_.text_of(node);
      const auto reason = std::visit(ScalarWriter{out_, text}, resolve(text, node.style, node.tag));
      return reason ? std::optional(refuse(*reason, written)) : std::nullopt;
    }
    return open(target, written, inside);
  }

  std::optional<LoadError> open(std::uint32_t index, const Node& written, bool in_alias) {
    const Node& node = nodes_.list[index];
    if (open_.size() >= limits_.depth) {
      return refuse("objects and lists are nested too deeply", written);
    }
    if (node.kind == NodeKind::kSequence) {
      out_ += '[';
      open_.push_back({{}, index + 1, node.end, false, in_alias});
      return std::nullopt;
    }
    auto entries = entries_of(nodes_, index, limits_, visited_);
    if (!entries) {
      return entries.error();
    }
    out_ += '{';
    const std::size_t size = entries->size();
    open_.push_back({std::move(*entries), 0, size, true, in_alias});
    return std::nullopt;
  }

  std::optional<LoadError> count(const Node& at, bool in_alias) {
    ++values_;
    from_aliases_ += in_alias ? 1U : 0U;
    constexpr std::size_t kFewAliased = 100;
    constexpr std::size_t kFew = 1000;
    if (from_aliases_ > kFewAliased && values_ > kFew &&
        static_cast<double>(from_aliases_) >
            allowed_alias_share(values_) * static_cast<double>(values_)) {
      return refuse("aliases make up too much of the document", at);
    }
    if (values_ > limits_.nodes || out_.size() > limits_.bytes) {
      return refuse("the document is too large once its aliases are expanded", at);
    }
    return std::nullopt;
  }

  static LoadError refuse(Literal reason, const Node& at) {
    return LoadError{{reason}, at.position()};
  }

  const Nodes& nodes_;
  const Limits& limits_;
  std::string out_;
  std::vector<Frame> open_;
  std::size_t values_ = 0;
  std::size_t visited_ = 0;
  std::size_t from_aliases_ = 0;
};

}  // namespace

LoadResult<std::string> to_json(const Nodes& nodes, const Limits& limits) {
  return nodes.list.empty() ? LoadResult<std::string>("null") : Writer(nodes, limits).write();
}

}  // namespace postern::kube
