#include "helm/values.h"

namespace postern::helm {
namespace {

using kube::Json;
using kube::JsonObject;

std::optional<JsonObject> map_of(const std::optional<Json>& element) {
  JsonObject map;
  if (!element || element->get(map) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return map;
}

// Null stays: it is what removes a default.
std::optional<Json> element_at(const std::optional<Json>& element, std::string_view key) {
  const std::optional<JsonObject> map = map_of(element);
  Json found;
  if (!map || map->at_key(key).get(found) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return found;
}

bool is_null(const std::optional<Json>& element) { return element && element->is_null(); }

ValueKind kind_of(const Json& element) {
  switch (element.type()) {
    case simdjson::dom::element_type::OBJECT:
      return ValueKind::kMap;
    case simdjson::dom::element_type::ARRAY:
      return ValueKind::kList;
    case simdjson::dom::element_type::STRING:
      return ValueKind::kText;
    case simdjson::dom::element_type::BOOL:
      return ValueKind::kBoolean;
    case simdjson::dom::element_type::INT64:
    case simdjson::dom::element_type::UINT64:
    case simdjson::dom::element_type::DOUBLE:
      return ValueKind::kNumber;
    case simdjson::dom::element_type::NULL_VALUE:
      return ValueKind::kAbsent;
  }
  return ValueKind::kAbsent;
}

void each_key_of(const std::optional<Json>& element,
                 const std::function<void(std::string_view)>& visit) {
  if (const std::optional<JsonObject> map = map_of(element)) {
    for (const auto& [key, value] : *map) {
      visit(key);
    }
  }
}

// Looking a key up takes as long as the map is: beyond this nobody looks whether null removed all.
constexpr std::size_t kMostKeysTried = 1000;

// A key that null removed does not count.
bool is_filled(const Value& map) {
  if (map.most_keys() > kMostKeysTried) {
    return true;
  }
  bool filled = false;
  map.each_key([&](std::string_view key) { filled = filled || !map.at(key).is_absent(); });
  return filled;
}

}  // namespace

ValuePath value_path(std::string_view dotted) {
  ValuePath path;
  while (!dotted.empty()) {
    const std::size_t dot = dotted.find('.');
    path.emplace_back(dotted.substr(0, dot));
    dotted = dot == std::string_view::npos ? std::string_view() : dotted.substr(dot + 1);
  }
  return path;
}

Value::Value(std::optional<Json> supplied, std::optional<Json> standard)
    : supplied_(supplied), standard_(standard) {
  // Only a map that stands over a map merges with it.
  if (supplied_ && !(map_of(supplied_) && map_of(standard_)) && !is_null(supplied_)) {
    standard_.reset();
  }
}

Value Value::at(std::string_view key) const {
  return is_null(supplied_) ? Value()
                            : Value(element_at(supplied_, key), element_at(standard_, key));
}

Value Value::at(const ValuePath& path) const {
  Value value = *this;
  for (const std::string& key : path) {
    value = value.at(key);
  }
  return value;
}

std::optional<Json> Value::decisive() const { return supplied_ ? supplied_ : standard_; }

ValueKind Value::kind() const {
  const std::optional<Json> element = decisive();
  return element ? kind_of(*element) : ValueKind::kAbsent;
}

bool Value::truthy() const {
  const std::optional<Json> element = decisive();
  if (!element) {
    return false;
  }
  switch (kind_of(*element)) {
    case ValueKind::kAbsent:
      return false;
    case ValueKind::kMap:
      return is_filled(*this);
    case ValueKind::kList:
      return element->get_array().value_unsafe().size() != 0;
    case ValueKind::kText:
      return element->get_string_length().value_unsafe() != 0;
    case ValueKind::kBoolean:
      return element->get_bool().value_unsafe();
    case ValueKind::kNumber: {
      double number = 0;
      return element->get(number) == simdjson::SUCCESS && number != 0;
    }
  }
  return false;
}

Sealed<std::string_view> Value::text() const {
  const std::optional<Json> element = decisive();
  std::string_view text;
  if (element && element->get(text) != simdjson::SUCCESS) {
    text = {};
  }
  return Sealed(text);
}

std::optional<std::int64_t> Value::integer() const {
  const std::optional<Json> element = decisive();
  std::int64_t number = 0;
  double real = 0;
  if (!element) {
    return std::nullopt;
  }
  if (element->get(number) == simdjson::SUCCESS) {
    return number;
  }
  // Values went through Go's float64: 2 may have become 2.0, or 2e0.
  constexpr double kExact = 9007199254740992.0;
  if (element->get(real) == simdjson::SUCCESS && real > -kExact && real < kExact) {
    number = static_cast<std::int64_t>(real);
    return static_cast<double>(number) == real ? std::optional(number) : std::nullopt;
  }
  return std::nullopt;
}

bool Value::is_removed() const { return is_null(supplied_); }

void Value::each_key(const std::function<void(std::string_view)>& visit) const {
  each_key_of(standard_, visit);
  each_key_of(supplied_, [&](std::string_view key) {
    if (!has_default(key)) {
      visit(key);
    }
  });
}

void Value::each_supplied_key(const std::function<void(std::string_view)>& visit) const {
  each_key_of(supplied_, visit);
}

std::size_t Value::most_keys() const {
  std::size_t keys = 0;
  for (const auto* element : {&supplied_, &standard_}) {
    if (const std::optional<JsonObject> map = map_of(*element)) {
      keys += map->size();
    }
  }
  return keys;
}

bool Value::has_default(std::string_view key) const {
  return element_at(standard_, key).has_value();
}

bool Value::has_default_map() const { return map_of(standard_).has_value(); }

}  // namespace postern::helm
