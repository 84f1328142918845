// Reads a policy from a parsed document, as policy/describe.h describes it.
// Guarantees that every fault is listed with its path, and that reading goes on behind it.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/json.h"
#include "policy/describe.h"
#include "policy/known_rules.h"
#include "policy/problem.h"
#include "policy/words.h"

namespace postern::policy {

/// The archive that loads. A key that is absent or null leaves its member as it is.
class FieldReader {
 public:
  FieldReader(const KnownRules& rules, Problems& problems) : rules_(rules), problems_(problems) {}

  /// Reads the whole document into `policy`.
  void read_root(const kube::Json& root, Policy& policy) { read(root, policy, {}); }

  template <typename T>
  void field(Literal name, T& member, const FieldNote& note) {
    if (const std::optional<kube::Json> value = take(name, note.required)) {
      steps_.push_back({.kind = kube::PathStep::Kind::kField, .name = std::string(name.view())});
      read(*value, member, note);
      steps_.pop_back();
    }
  }

  void constant(Literal name, Literal expected);
  void preset(Literal name, Application& application, const FieldNote& note);
  void labels(Literal name, Selector& selector, const FieldNote& note);

 private:
  /// The value of a key of the current object; notes that the key is known.
  [[nodiscard]] std::optional<kube::Json> take(Literal name, bool required);
  void refuse_unknown_keys();
  void refuse(const Sentence& what, Gravity gravity = Gravity::kError, Spot spot = Spot::kValue);
  void refuse(Literal what) { refuse(Sentence(what)); }

  void read(const kube::Json& value, bool& into, const FieldNote& note);
  void read(const kube::Json& value, std::int64_t& into, const FieldNote& note);
  void read(const kube::Json& value, std::string& into, const FieldNote& note);
  void read(const kube::Json& value, Glob& into, const FieldNote& note);
  void read(const kube::Json& value, Cidr& into, const FieldNote& note);
  void read(const kube::Json& value, Date& into, const FieldNote& note);
  void read(const kube::Json& value, RuleActions& into, const FieldNote& note);

  template <typename E>
    requires std::is_enum_v<E>
  void read(const kube::Json& value, E& into, const FieldNote& /*note*/) {
    if (const std::optional<E> word = from_word<E>(word_of(value))) {
      into = *word;
      return;
    }
    std::vector<Literal> words;
    std::ranges::transform(Words<E>::kValues, std::back_inserter(words),
                           [](E listed) { return to_text(listed); });
    refuse_word(words);
  }

  template <typename T>
  void read(const kube::Json& value, std::optional<T>& into, const FieldNote& note) {
    T item{};
    read(value, item, note);
    into = std::move(item);
  }

  template <typename T>
  void read(const kube::Json& value, std::vector<T>& into, const FieldNote& note) {
    kube::JsonArray list;
    if (value.get(list) != simdjson::SUCCESS) {
      refuse("is not a list");
      return;
    }
    into.clear();
    FieldNote item_note = note;
    item_note.required = true;  // an entry is never empty
    for (const kube::Json element : list) {
      if (into.size() == note.maximum_items) {
        refuse(say("has more than {} entries", Count(note.maximum_items)));
        return;
      }
      steps_.push_back({.kind = kube::PathStep::Kind::kIndex, .index = into.size()});
      T item{};
      read(element, item, item_note);
      if constexpr (std::equality_comparable<T>) {
        // The longest lists hold entries with names, whose uniqueness check_policy() looks at.
        refuse_repeated(note.maximum_items <= kMaximumItems &&
                        std::ranges::find(into, item) != into.end());
      }
      into.push_back(std::move(item));
      steps_.pop_back();
    }
    if (note.required && into.empty()) {
      refuse("is empty");
    }
  }

  template <typename T>
    requires requires(FieldReader& reader, T& part) { describe(reader, part); }
  void read(const kube::Json& value, T& into, const FieldNote& /*note*/) {
    kube::JsonObject object;
    if (value.get(object) != simdjson::SUCCESS) {
      refuse("is not a map of keys and values");
      return;
    }
    const Frame outer = std::exchange(frame_, Frame{object, {}});
    describe(*this, into);
    refuse_unknown_keys();
    frame_ = outer;
  }

  /// The text of an enumeration's value: YAML reads an unquoted `off` as false.
  [[nodiscard]] static std::string_view word_of(const kube::Json& value);
  void refuse_word(const std::vector<Literal>& words);
  void refuse_repeated(bool repeated);
  /// The text of a value that has the note's form; nothing, and a problem, when it has not.
  [[nodiscard]] std::optional<std::string_view> text_of(const kube::Json& value,
                                                        const FieldNote& note);
  void check_rule(std::string_view rule, bool known, Spot spot);

  struct Frame {
    kube::JsonObject object;
    std::vector<std::string_view> known;
  };

  const KnownRules& rules_;
  Problems& problems_;
  Frame frame_;
  std::vector<kube::PathStep> steps_;
};

}  // namespace postern::policy
