// The values that a chart's templates see: its defaults under what the user supplied.
// Guarantees Helm's merge without a copy, and that every text is sealed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sealed.h"
#include "base/speakable.h"
#include "kube/json.h"

namespace postern::helm {

/// Keys from the root of the values; a key may hold dots.
using ValuePath = std::vector<std::string>;

/// "postgres.tls.mode", as contracts write it.
[[nodiscard]] ValuePath value_path(std::string_view dotted);

enum class ValueKind : std::uint8_t { kAbsent, kMap, kList, kText, kBoolean, kNumber };

[[nodiscard]] constexpr Literal to_text(ValueKind kind) {
  switch (kind) {
    case ValueKind::kAbsent:
      return "nothing";
    case ValueKind::kMap:
      return "a map";
    case ValueKind::kList:
      return "a list";
    case ValueKind::kText:
      return "a text";
    case ValueKind::kBoolean:
      return "true or false";
    case ValueKind::kNumber:
      return "a number";
  }
  return "nothing";
}

/// One value of the merge. What the user supplied wins, maps merge, lists replace, and null removes
/// the default (helm, pkg/chart/common/util, coalesce.go).
class Value {
 public:
  Value() = default;
  Value(std::optional<kube::Json> supplied, std::optional<kube::Json> standard);

  [[nodiscard]] Value at(std::string_view key) const;
  [[nodiscard]] Value at(const ValuePath& path) const;

  [[nodiscard]] ValueKind kind() const;
  [[nodiscard]] bool is_absent() const { return kind() == ValueKind::kAbsent; }
  /// As `if` in a template takes it (text/template, IsTrue): any text that is not empty is true,
  /// "false" as well.
  [[nodiscard]] bool truthy() const;
  /// Of a text; empty for anything else.
  [[nodiscard]] Sealed<std::string_view> text() const;
  [[nodiscard]] bool is_text(std::string_view word) const { return text() == Sealed(word); }
  /// Of a whole number.
  [[nodiscard]] std::optional<std::int64_t> integer() const;

  /// The user said null, which removes the chart's default.
  [[nodiscard]] bool is_removed() const;

  /// How many keys a map may have, defaults included; 0 for anything else.
  [[nodiscard]] std::size_t most_keys() const;
  /// Calls `visit(key)` for every key of a map, those of the defaults first.
  void each_key(const std::function<void(std::string_view)>& visit) const;
  /// The keys of the map that the user supplied.
  void each_supplied_key(const std::function<void(std::string_view)>& visit) const;
  [[nodiscard]] bool has_default(std::string_view key) const;
  [[nodiscard]] bool has_default_map() const;

  /// The element that decides, where nothing is left to merge: of anything but a map.
  [[nodiscard]] std::optional<kube::Json> decisive() const;
  [[nodiscard]] const std::optional<kube::Json>& supplied() const { return supplied_; }

 private:
  std::optional<kube::Json> supplied_;
  std::optional<kube::Json> standard_;
};

}  // namespace postern::helm
