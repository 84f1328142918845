#include "helm/schema_bounds.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace postern::helm {
namespace {

using nlohmann::json;

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostPattern = 256;

/// What may happen before a match is ruled out, as a product that stops growing at a limit.
class Steps {
 public:
  void times(std::size_t factor) { count_ = std::min(count_ * factor, kMost + 1); }
  void give_up() { count_ = kMost + 1; }
  [[nodiscard]] std::optional<std::size_t> count() const {
    return count_ > kMost ? std::nullopt : std::optional(count_);
  }

 private:
  static constexpr std::size_t kMost = kLongestJudgedText * kLongestJudgedText * kLongestJudgedText;
  std::size_t count_ = 1;
};

// Steps of a backtracking matcher: an unbounded repetition may try every length, an optional part
// two, a group each of its alternatives, and without an anchor all that at each position. Nothing
// for a repeated group, which may take exponentially many.
class PatternReader {
 public:
  std::optional<std::size_t> steps_of(std::string_view pattern) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern[i] == '\\') {
        take_escape(pattern.substr(++i, 1));
      } else if (in_class_) {
        in_class_ = pattern[i] != ']';
      } else {
        take(pattern[i]);
      }
    }
    const bool anchored = pattern.starts_with('^') && alternatives_.front() == 1;
    steps_.times(anchored ? 1 : kLongestJudgedText);
    steps_.times(alternatives_.front());
    return pattern.size() > kMostPattern ? std::nullopt : steps_.count();
  }

 private:
  enum class Token : std::uint8_t { kAtom, kOpen, kClose, kQuantifier };

  void take_escape(std::string_view escaped) {
    if (!escaped.empty() && escaped.front() >= '1' && escaped.front() <= '9') {
      steps_.give_up();  // a back reference
    }
    last_ = Token::kAtom;
  }

  void take(char c) {
    if (c == '*' || c == '+' || c == '{') {
      repeat();
    } else if (c == '?') {
      take_question_mark();
    } else if (c == '(') {
      alternatives_.push_back(1);
      last_ = Token::kOpen;
    } else if (c == ')') {
      close();
    } else {
      if (c == '|') {
        ++alternatives_.back();
      }
      in_class_ = c == '[';
      last_ = Token::kAtom;
    }
  }

  void repeat() {
    steps_.times(kLongestJudgedText);
    if (last_ == Token::kClose) {
      steps_.give_up();
    }
    last_ = Token::kQuantifier;
  }

  // "(?:" opens a group, "*?" is a repetition that prefers less.
  void take_question_mark() {
    steps_.times(last_ == Token::kAtom || last_ == Token::kClose ? 2 : 1);
    last_ = last_ == Token::kOpen ? Token::kAtom : Token::kQuantifier;
  }

  void close() {
    if (alternatives_.size() > 1) {
      steps_.times(alternatives_.back());
      alternatives_.pop_back();
    }
    last_ = Token::kClose;
  }

  Steps steps_;
  std::vector<std::size_t> alternatives_{1};  // of each group that is open
  Token last_ = Token::kOpen;
  bool in_class_ = false;
};

// valijson divides by it as an int64: 0 and -1 end the process.
bool is_divisor(const json& value) {
  constexpr double kTooMuch = 9.2e18;
  const double divisor = value.get<double>();
  return divisor > 0 && divisor < kTooMuch;
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
    if (key == "multipleOf" && value.is_number() && !is_divisor(value)) {
      bounded_ = false;
      return;
    }
    if (key == "uniqueItems" && value == true) {
      ++size_.unique_lists;
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
    const std::optional<std::size_t> steps = PatternReader().steps_of(pattern);
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
