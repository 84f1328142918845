// A path to one field of an object, rendered as Kubernetes renders it (apimachinery field.Path).
// Guarantees that a rendered path is printable, and that identity survives reordered lists.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::kube {

/// One step: a field of a struct (`.env`), an element of a list (`[2]`), or a key of a map
/// (`[URL]`).
struct PathStep {
  enum class Kind : unsigned char { kField, kIndex, kKey };
  Kind kind = Kind::kField;
  std::string name;  // the field, the key, or the name of the list element where it has one
  std::size_t index = 0;
  friend bool operator==(const PathStep&, const PathStep&) = default;
};

class FieldPath {
 public:
  FieldPath() = default;
  explicit FieldPath(std::vector<PathStep> steps) : steps_(std::move(steps)) {}

  [[nodiscard]] FieldPath child(std::string_view field) const;
  /// `label` is the element's own name (a container's, a variable's); it is not rendered.
  [[nodiscard]] FieldPath index(std::size_t position, std::string_view label = {}) const;
  [[nodiscard]] FieldPath key(std::string_view name) const;
  /// This path behind another one: `manifest[Secret/db]` and `data[URL]` make one path.
  [[nodiscard]] FieldPath under(const FieldPath& prefix) const;

  /// `spec.template.spec.containers[0].env[2].value`, `data[DATABASE_URL]`.
  [[nodiscard]] std::string str() const;
  /// As str(), but a labelled list element stands by its name: the same element keeps its identity
  /// when another one is inserted before it.
  [[nodiscard]] std::string identity() const;
  [[nodiscard]] const std::vector<PathStep>& steps() const { return steps_; }
  [[nodiscard]] bool empty() const { return steps_.empty(); }

  friend bool operator==(const FieldPath&, const FieldPath&) = default;

 private:
  std::vector<PathStep> steps_;
};

}  // namespace postern::kube
