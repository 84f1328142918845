#include "kube/json.h"

namespace postern::kube {

FieldPath Reader::path() const {
  std::vector<PathStep> steps;
  steps.reserve(steps_.size() + 4);
  for (const Step& step : steps_) {
    steps.push_back({.kind = step.kind, .name = std::string(step.name), .index = step.index});
  }
  return FieldPath(std::move(steps));
}

bool Reader::take_parts(std::size_t count) {
  parts_ += count;
  if (parts_ > kMostParts && !error_) {
    error_ = Error{say("it has more list elements and map entries than can be looked at")};
  }
  return parts_ <= kMostParts;
}

void Reader::refuse(Literal expected) {
  if (!error_) {
    error_ = Error{say("{} is not {}", Name(path().str()), expected)};
  }
}

void Reader::refuse(std::string_view field, Literal expected) {
  const Scope scope = enter_field(field);
  refuse(expected);
}

std::optional<Json> Reader::field(const JsonObject& parent, std::string_view name) {
  Json value;
  if (parent.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) {
    return std::nullopt;
  }
  return value;
}

std::string_view Reader::text(const JsonObject& parent, std::string_view name) {
  const std::optional<Json> value = field(parent, name);
  std::string_view out;
  if (value && value->get(out) != simdjson::SUCCESS) {
    refuse(name, "a string");
  }
  return out;
}

bool Reader::boolean(const JsonObject& parent, std::string_view name) {
  const std::optional<Json> value = field(parent, name);
  bool out = false;
  if (value && value->get(out) != simdjson::SUCCESS) {
    refuse(name, "a boolean");
  }
  return out;
}

std::optional<std::int64_t> Reader::integer(const JsonObject& parent, std::string_view name) {
  const std::optional<Json> value = field(parent, name);
  if (!value) {
    return std::nullopt;
  }
  std::int64_t out = 0;
  if (value->get(out) != simdjson::SUCCESS) {
    refuse(name, "an integer");
    return std::nullopt;
  }
  return out;
}

std::optional<JsonObject> Reader::object(const JsonObject& parent, std::string_view name) {
  const std::optional<Json> value = field(parent, name);
  JsonObject out;
  if (!value) {
    return std::nullopt;
  }
  if (value->get(out) != simdjson::SUCCESS) {
    refuse(name, "an object");
    return std::nullopt;
  }
  return out;
}

std::optional<JsonArray> Reader::array(const JsonObject& parent, std::string_view name) {
  const std::optional<Json> value = field(parent, name);
  JsonArray out;
  if (!value) {
    return std::nullopt;
  }
  if (value->get(out) != simdjson::SUCCESS) {
    refuse(name, "a list");
    return std::nullopt;
  }
  return out;
}

std::size_t Reader::length(const JsonObject& parent, std::string_view name) {
  JsonArray list;
  return parent.at_key(name).get(list) == simdjson::SUCCESS ? list.size() : 0;
}

std::string_view Reader::text(const Json& value) {
  std::string_view out;
  if (value.get(out) != simdjson::SUCCESS) {
    refuse("a string");
  }
  return out;
}

std::optional<JsonObject> Reader::object(const Json& value) {
  JsonObject out;
  if (value.is_null()) {
    return std::nullopt;
  }
  if (value.get(out) != simdjson::SUCCESS) {
    refuse("an object");
    return std::nullopt;
  }
  return out;
}

}  // namespace postern::kube
