#include "policy/schema.h"

#include <nlohmann/json.hpp>
#include <type_traits>

#include "policy/describe.h"
#include "policy/words.h"

namespace postern::policy {
namespace {

using Json = nlohmann::ordered_json;

// The archive that describes. It visits a default policy, whose members are the defaults.
class SchemaWriter {
 public:
  explicit SchemaWriter(const KnownRules& rules) : rules_(rules) {}

  template <typename T>
  Json object(T& part) {
    SchemaWriter inner(rules_);
    describe(inner, part);
    Json schema = {{"type", "object"}, {"additionalProperties", false}};
    schema["properties"] = std::move(inner.properties_);
    if (!inner.required_.empty()) {
      schema["required"] = std::move(inner.required_);
    }
    return schema;
  }

  template <typename T>
  void field(Literal name, T& member, const FieldNote& note) {
    Json schema = shape_of(member, note);
    if constexpr (requires { default_of(member); }) {
      schema["default"] = default_of(member);
    }
    add(name, std::move(schema), note);
  }

  void constant(Literal name, Literal value) {
    add(name, {{"const", value.view()}}, {.help = "", .required = true});
  }

  void preset(Literal name, Application& /*application*/, const FieldNote& note) {
    add(name, {{"enum", {eden_application().name}}}, note);
  }

  void labels(Literal name, Selector& /*selector*/, const FieldNote& note) {
    add(name,
        {{"type", "object"},
         {"propertyNames", {{"pattern", kLabelKey.pattern()}}},
         {"additionalProperties", {{"type", "string"}}}},
        note);
  }

 private:
  void add(Literal name, Json schema, const FieldNote& note) {
    if (!note.help.empty()) {
      schema["description"] = note.help.view();
    }
    if (note.required) {
      required_.push_back(name.view());
    }
    properties_[std::string(name.view())] = std::move(schema);
  }

  static Json default_of(bool value) { return value; }
  static Json default_of(std::int64_t value) { return value; }
  static Json default_of(const std::string& value) { return value; }
  static Json default_of(const Glob& value) { return value.pattern; }
  template <typename E>
    requires std::is_enum_v<E>
  static Json default_of(E value) {
    return to_text(value).view();
  }

  Json shape_of(bool /*member*/, const FieldNote& /*note*/) { return {{"type", "boolean"}}; }

  Json shape_of(std::int64_t /*member*/, const FieldNote& note) {
    return {{"type", "integer"}, {"minimum", note.minimum}, {"maximum", note.maximum}};
  }

  Json shape_of(const std::string& /*member*/, const FieldNote& note) { return text_shape(note); }
  Json shape_of(const Glob& /*member*/, const FieldNote& note) { return text_shape(note); }
  Json shape_of(const Cidr& /*member*/, const FieldNote& note) { return text_shape(note); }
  Json shape_of(const Date& /*member*/, const FieldNote& note) { return text_shape(note); }

  Json text_shape(const FieldNote& note) {
    if (note.form->names_rule) {
      // The ids first, so that editors complete them.
      return {{"anyOf", {{{"enum", ids()}}, {{"type", "string"}, {"pattern", pattern(note)}}}}};
    }
    Json shape = {{"type", "string"}, {"pattern", pattern(note)}};
    if (!note.form->format.empty()) {
      shape["format"] = note.form->format.view();
    }
    return shape;
  }

  static std::string pattern(const FieldNote& note) {
    return note.required ? note.form->pattern() : "^$|" + note.form->pattern();
  }

  template <typename E>
    requires std::is_enum_v<E>
  Json shape_of(E /*member*/, const FieldNote& /*note*/) {
    Json words = Json::array();
    for (const E value : Words<E>::kValues) {
      words.push_back(to_text(value).view());
    }
    if constexpr (std::is_same_v<E, Action>) {
      words.push_back(false);  // what YAML makes of an unquoted off
    }
    return {{"enum", std::move(words)}};
  }

  template <typename T>
  Json shape_of(std::optional<T>& /*member*/, const FieldNote& note) {
    T item{};
    return shape_of(item, note);
  }

  template <typename T>
  Json shape_of(std::vector<T>& /*member*/, const FieldNote& note) {
    T item{};
    FieldNote item_note = note;
    item_note.required = true;
    Json shape = {{"type", "array"}, {"items", shape_of(item, item_note)}};
    shape["maxItems"] = note.maximum_items;
    shape["uniqueItems"] = true;
    if (note.required) {
      shape["minItems"] = 1;
    }
    return shape;
  }

  Json shape_of(RuleActions& /*member*/, const FieldNote& note) {
    return {{"type", "object"},
            {"propertyNames", {{"enum", ids()}}},
            {"additionalProperties", shape_of(Action::kDeny, note)}};
  }

  template <typename T>
    requires requires(SchemaWriter& writer, T& part) { describe(writer, part); }
  Json shape_of(T& part, const FieldNote& /*note*/) {
    return object(part);
  }

  [[nodiscard]] Json ids() const {
    Json list = Json::array();
    for (const KnownRule& rule : rules_.rules) {
      list.push_back(rule.id);
    }
    for (const RuleAlias& alias : rules_.aliases) {
      list.push_back(alias.former);
    }
    return list;
  }

  const KnownRules& rules_;
  Json properties_ = Json::object();
  Json required_ = Json::array();
};

}  // namespace

std::string json_schema(const KnownRules& rules) {
  Policy policy;
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "Postern policy"},
                 {"description", "The policy file of Postern (postern.dev/v1, kind Policy)."}};
  schema.update(SchemaWriter(rules).object(policy));
  return schema.dump(2) + "\n";
}

}  // namespace postern::policy
