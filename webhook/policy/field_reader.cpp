#include "policy/field_reader.h"

#include <array>

namespace postern::policy {
namespace {

using kube::Json;
using kube::JsonObject;
using kube::PathStep;

Sentence list_of(const std::vector<Literal>& words) {
  Sentence list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) {
      list = i + 1 == words.size() ? say("{} or ", list) : say("{}, ", list);
    }
    list = say("{}{}", list, words[i]);
  }
  return list;
}

Sentence suggestion(std::optional<std::string_view> nearest) {
  return nearest ? say("; did you mean {}?", Name(*nearest)) : Sentence();
}

}  // namespace

std::optional<Json> FieldReader::take(Literal name, bool required) {
  frame_.known.push_back(name.view());
  const std::optional<Json> value = kube::Reader::field(frame_.object, name.view());
  if (!value && required) {
    refuse(say("has no {}, which is required", name));
  }
  return value;
}

void FieldReader::refuse(const Sentence& what, Gravity gravity, Spot spot) {
  problems_.add(gravity, kube::FieldPath(steps_),
                steps_.empty() ? say("the policy {}", what) : what, spot);
}

void FieldReader::refuse_unknown_keys() {
  for (const auto& [key, value] : frame_.object) {
    if (std::ranges::find(frame_.known, key) != frame_.known.end()) {
      continue;
    }
    steps_.push_back({.kind = PathStep::Kind::kField, .name = std::string(key)});
    refuse(say("is not a key that policies have here{}", suggestion(nearest_of(key, frame_.known))),
           Gravity::kError, Spot::kKey);
    steps_.pop_back();
  }
}

void FieldReader::refuse_word(const std::vector<Literal>& words) {
  refuse(say("is not {}", list_of(words)));
}

void FieldReader::refuse_repeated(bool repeated) {
  if (repeated) {
    refuse("repeats an earlier entry of the list");
  }
}

std::string_view FieldReader::word_of(const Json& value) {
  std::string_view text;
  bool flag = true;
  if (value.get(text) == simdjson::SUCCESS) {
    return text;
  }
  return value.get(flag) == simdjson::SUCCESS && !flag ? to_text(Action::kOff).view() : text;
}

std::optional<std::string_view> FieldReader::text_of(const Json& value, const FieldNote& note) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) {
    refuse("is not a text; put it in quotes if it is meant as one");
    return std::nullopt;
  }
  if (text.empty() && !note.required) {
    return text;
  }
  if (!note.form->fits(text)) {
    refuse(text.empty() ? say("is empty") : say("is not {}", note.form->what));
    return std::nullopt;
  }
  if (note.form->names_rule) {
    check_rule(text, rules_.any_matches(text), Spot::kValue);
  }
  return text;
}

void FieldReader::check_rule(std::string_view rule, bool known, Spot spot) {
  if (known) {
    return;
  }
  if (const std::optional<std::string_view> id = rules_.renamed(rule)) {
    refuse(say("names the rule {}, which is now called {}", Name(rule), Name(*id)),
           Gravity::kWarning, spot);
    return;
  }
  const bool glob = rule.find_first_of("*?") != std::string_view::npos;
  refuse(glob ? say("matches no rule: {}", Name(rule))
              : say("names no known rule: {}{}", Name(rule), suggestion(rules_.nearest(rule))),
         Gravity::kError, spot);
}

void FieldReader::constant(Literal name, Literal expected) {
  const std::optional<Json> value = take(name, true);
  std::string_view text;
  if (!value || (value->get(text) == simdjson::SUCCESS && text == expected.view())) {
    return;
  }
  steps_.push_back({.kind = PathStep::Kind::kField, .name = std::string(name.view())});
  refuse(say("is not {}", expected));
  steps_.pop_back();
}

void FieldReader::preset(Literal name, Application& application, const FieldNote& /*note*/) {
  const std::optional<Json> value = take(name, false);
  std::string_view text;
  if (!value) {
    return;
  }
  if (value->get(text) == simdjson::SUCCESS && text == eden_application().name) {
    application = eden_application();
    return;
  }
  steps_.push_back({.kind = PathStep::Kind::kField, .name = std::string(name.view())});
  refuse("is not a built-in contract; there is one, eden");
  steps_.pop_back();
}

void FieldReader::labels(Literal name, Selector& selector, const FieldNote& note) {
  const std::optional<Json> value = take(name, note.required);
  if (!value) {
    return;
  }
  steps_.push_back({.kind = PathStep::Kind::kField, .name = std::string(name.view())});
  JsonObject map;
  if (value->get(map) != simdjson::SUCCESS) {
    refuse("is not a map of labels");
  } else {
    selector.labels.clear();
    for (const auto& [key, text] : map) {
      steps_.push_back({.kind = PathStep::Kind::kKey, .name = std::string(key)});
      if (!kLabelKey.fits(key)) {
        refuse("is not a label's key");
      }
      LabelRequirement required{.key = std::string(key), .value = {}};
      read(text, required.value, {.form = &kLabelValue});
      selector.labels.push_back(std::move(required));
      steps_.pop_back();
    }
    if (note.required && selector.labels.empty()) {
      refuse("is empty: it would match nothing");
    }
  }
  steps_.pop_back();
}

void FieldReader::read(const Json& value, bool& into, const FieldNote& /*note*/) {
  if (value.get(into) != simdjson::SUCCESS) {
    refuse("is not true or false");
  }
}

void FieldReader::read(const Json& value, std::int64_t& into, const FieldNote& note) {
  std::int64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS || number < note.minimum || number > note.maximum) {
    refuse(say("is not a whole number from {} to {}",
               Count(static_cast<std::uint64_t>(note.minimum)),
               Count(static_cast<std::uint64_t>(note.maximum))));
    return;
  }
  into = number;
}

void FieldReader::read(const Json& value, std::string& into, const FieldNote& note) {
  if (const std::optional<std::string_view> text = text_of(value, note)) {
    into = *text;
  }
}

void FieldReader::read(const Json& value, Glob& into, const FieldNote& note) {
  FieldNote filled = note;
  filled.required = true;  // an empty glob would match nothing but the empty name
  if (const std::optional<std::string_view> text = text_of(value, filled)) {
    into.pattern = note.form->names_rule ? rules_.renamed(*text).value_or(*text) : *text;
  }
}

void FieldReader::read(const Json& value, Cidr& into, const FieldNote& note) {
  FieldNote filled = note;
  filled.required = true;
  if (const std::optional<std::string_view> text = text_of(value, filled)) {
    into = cidr_from_text(*text).value_or(Cidr{});
  }
}

void FieldReader::read(const Json& value, Date& into, const FieldNote& note) {
  FieldNote filled = note;
  filled.required = true;
  if (const std::optional<std::string_view> text = text_of(value, filled)) {
    into = date_from_text(*text).value_or(Date{});
  }
}

void FieldReader::read(const Json& value, RuleActions& into, const FieldNote& note) {
  JsonObject map;
  if (value.get(map) != simdjson::SUCCESS) {
    refuse("is not a map of rule ids and actions");
    return;
  }
  for (const auto& [key, word] : map) {
    steps_.push_back({.kind = PathStep::Kind::kKey, .name = std::string(key)});
    check_rule(key, rules_.has(key), Spot::kKey);
    Action action = Action::kDeny;
    read(word, action, note);
    const std::string id(rules_.renamed(key).value_or(key));
    if (!into.emplace(id, action).second) {
      refuse("says again what an entry under the rule's other name says");
    }
    steps_.pop_back();
  }
}

}  // namespace postern::policy
