#include "helm/schema_bounds.h"

#include <string>
#include <utility>
#include <vector>

namespace postern::helm {
namespace {

using nlohmann::json;

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostPattern = 256;

bool is_unbounded(char c) { return c == '*' || c == '+'; }

// Steps of a backtracking matcher: each unbounded repetition may try every length, and without an
// anchor each position is tried. Nothing for a repeated group, which may take exponentially many.
std::optional<std::size_t> steps_of(std::string_view pattern) {
  if (pattern.size() > kMostPattern) {
    return std::nullopt;
  }
  std::size_t steps = pattern.starts_with('^') ? 1 : kLongestJudgedText;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    const char before = i == 0 ? '\0' : pattern[i - 1];
    if (c == '\\') {
      const bool back_reference =
          i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9';
      if (back_reference) {
        return std::nullopt;
      }
      ++i;
    } else if (in_class || c == '[') {
      in_class = c != ']';
    } else if (is_unbounded(c) || c == '{') {
      if (before == ')' || steps > kLongestJudgedText * kLongestJudgedText) {
        return std::nullopt;
      }
      steps *= kLongestJudgedText;
    }
  }
  return steps;
}

class Counter {
 public:
  Counter(const json& root, std::size_t most_nodes) : root_(root), most_nodes_(most_nodes) {}

  std::optional<SchemaSize> count() {
    // No recursion: a schema may be as deep as its author likes.
    pending_.emplace_back(&root_, 0);
    while (!pending_.empty() && bounded_) {
      const auto [node, depth] = pending_.back();
      pending_.pop_back();
      bounded_ = ++size_.nodes <= most_nodes_ && depth <= kDeepest;
      if (bounded_) {
        visit(*node, depth + 1);
      }
    }
    return bounded_ ? std::optional(size_) : std::nullopt;
  }

 private:
  void visit(const json& node, std::size_t depth) {
    if (node.is_array()) {
      for (const json& element : node) {
        pending_.emplace_back(&element, depth);
      }
      return;
    }
    if (!node.is_object()) {
      return;
    }
    if (const auto reference = node.find("$ref"); reference != node.end()) {
      follow(*reference, depth);
      return;
    }
    for (const auto& [key, value] : node.items()) {
      visit_entry(key, value, depth);
    }
  }

  void visit_entry(const std::string& key, const json& value, std::size_t depth) {
    // What definitions hold counts where it is referred to.
    if (key == "definitions" || key == "$defs") {
      return;
    }
    if (key == "$id" && depth > 1) {
      bounded_ = false;
      return;
    }
    if (key == "pattern" && value.is_string()) {
      add_pattern(value.get_ref<const std::string&>());
      return;
    }
    if (key == "patternProperties" && value.is_object()) {
      for (const auto& [pattern, schema] : value.items()) {
        add_pattern(pattern);
      }
    }
    pending_.emplace_back(&value, depth);
  }

  void add_pattern(std::string_view pattern) {
    const std::optional<std::size_t> steps = steps_of(pattern);
    bounded_ = bounded_ && steps.has_value();
    size_.pattern_steps += steps.value_or(0);
  }

  void follow(const json& reference, std::size_t depth) {
    const std::string* text = reference.get_ptr<const std::string*>();
    if (text == nullptr || !text->starts_with('#') || text->find('%') != std::string::npos) {
      bounded_ = false;
      return;
    }
    try {
      pending_.emplace_back(&root_.at(json::json_pointer(text->substr(1))), depth);
    } catch (const json::exception&) {
      bounded_ = false;
    }
  }

  const json& root_;
  std::size_t most_nodes_;
  SchemaSize size_;
  bool bounded_ = true;
  std::vector<std::pair<const json*, std::size_t>> pending_;
};

}  // namespace

std::optional<SchemaSize> schema_size(const json& schema, std::size_t most_nodes) {
  return Counter(schema, most_nodes).count();
}

}  // namespace postern::helm
