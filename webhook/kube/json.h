// Reads a parsed object field by field and knows at any time which path it stands at.
// Guarantees that null reads as absent, that the first wrong type is kept with its path, and that
// no more parts are read of one object than its view may hold.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kube/field_path.h"

namespace postern::kube {

using Json = simdjson::dom::element;
using JsonObject = simdjson::dom::object;
using JsonArray = simdjson::dom::array;

/// Reading never throws and copies no text. A field of the wrong type reads as absent, and error()
/// names it afterwards, so a view is built in one pass and refused at the end.
class Reader {
  struct Step {
    PathStep::Kind kind = PathStep::Kind::kField;
    std::string_view name;
    std::size_t index = 0;
  };

 public:
  /// When it goes out of scope, the reader stands where it stood when the scope was made.
  class Scope {
   public:
    explicit Scope(Reader& reader) : reader_(reader), depth_(reader.steps_.size()) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { reader_.steps_.resize(depth_); }

   private:
    friend class Reader;
    Scope(Reader& reader, Step step) : Scope(reader) { reader.steps_.push_back(step); }
    Reader& reader_;
    std::size_t depth_;
  };

  Reader() { steps_.reserve(kUsualDepth); }

  /// Steps into a field until an enclosing Scope ends.
  void descend(std::string_view field) {
    steps_.push_back({.kind = PathStep::Kind::kField, .name = field});
  }
  [[nodiscard]] Scope enter_field(std::string_view name) {
    return {*this, {.kind = PathStep::Kind::kField, .name = name}};
  }
  [[nodiscard]] Scope enter_index(std::size_t position) {
    return {*this, {.kind = PathStep::Kind::kIndex, .index = position}};
  }
  [[nodiscard]] Scope enter_key(std::string_view name) {
    return {*this, {.kind = PathStep::Kind::kKey, .name = name}};
  }

  /// Where the reader stands.
  [[nodiscard]] FieldPath path() const;

  /// A field of `parent`, or nothing when it is absent or null.
  [[nodiscard]] static std::optional<Json> field(const JsonObject& parent, std::string_view name);

  // A field of `parent` with the declared type; empty, false or nothing when absent.
  [[nodiscard]] std::string_view text(const JsonObject& parent, std::string_view name);
  [[nodiscard]] bool boolean(const JsonObject& parent, std::string_view name);
  [[nodiscard]] std::optional<std::int64_t> integer(const JsonObject& parent,
                                                    std::string_view name);
  [[nodiscard]] std::optional<JsonObject> object(const JsonObject& parent, std::string_view name);
  [[nodiscard]] std::optional<JsonArray> array(const JsonObject& parent, std::string_view name);

  // The value at which the reader already stands.
  [[nodiscard]] std::string_view text(const Json& value);
  [[nodiscard]] std::optional<JsonObject> object(const Json& value);

  /// How many elements the list `parent.name` has; none when there is no such list.
  [[nodiscard]] static std::size_t length(const JsonObject& parent, std::string_view name);

  /// Calls `read(object, position)` for every element of the list `parent.name`, standing at that
  /// element; null elements are nothing.
  template <typename Read>
  void each_object(const JsonObject& parent, std::string_view name, const Read& read) {
    const std::optional<JsonArray> list = array(parent, name);
    if (!list) {
      return;
    }
    const Scope list_scope = enter_field(name);
    std::size_t position = 0;
    for (const Json element : *list) {
      if (!take_parts(1)) {
        return;
      }
      const Scope scope = enter_index(position);
      if (const std::optional<JsonObject> value = object(element)) {
        read(*value, position);
      }
      ++position;
    }
  }

  /// Calls `read(key, value)` for every entry of the map `parent.name`, standing at that map.
  template <typename Read>
  void each_entry(const JsonObject& parent, std::string_view name, const Read& read) {
    const std::optional<JsonObject> map = object(parent, name);
    if (!map) {
      return;
    }
    const Scope scope = enter_field(name);
    for (const auto& [key, value] : *map) {
      if (!take_parts(1)) {
        return;
      }
      if (!value.is_null()) {
        read(key, value);
      }
    }
  }

  /// Counts list elements and map entries that a view keeps, of one that takes more memory than
  /// others several; false when there are too many. Then error() says so.
  [[nodiscard]] bool take_parts(std::size_t count);
  /// Far beyond what etcd stores of an object (1.5 MiB) in any sensible shape.
  static constexpr std::size_t kMostParts = 100'000;

  /// Names the list element that the reader stands at, once its name is known.
  void label(std::string_view name) { steps_.back().name = name; }

  /// The first wrong type met, if any: "spec.replicas is not an integer".
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  void refuse(Literal expected);
  void refuse(std::string_view field, Literal expected);

  static constexpr std::size_t kUsualDepth = 16;

  std::vector<Step> steps_;
  std::size_t parts_ = 0;
  std::optional<Error> error_;
};

}  // namespace postern::kube
