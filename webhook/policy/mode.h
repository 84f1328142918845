// What a policy does with what it finds: the enforcement mode, per policy and per namespace.
// Guarantees that a smaller value is stricter.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/action.h"
#include "base/speakable.h"
#include "policy/glob.h"

namespace postern::policy {

enum class Mode : std::uint8_t { kEnforce, kWarn, kAudit };

[[nodiscard]] constexpr Literal to_text(Mode mode) {
  switch (mode) {
    case Mode::kEnforce:
      return "enforce";
    case Mode::kWarn:
      return "warn";
    case Mode::kAudit:
      return "audit";
  }
  return "enforce";
}

/// What is left of a rule's action: enforce keeps it, warn refuses nothing, audit only records.
[[nodiscard]] Action in_mode(Action action, Mode mode);

/// The mode of some namespaces; of several entries the first that matches is in force.
struct NamespaceMode {
  std::vector<Glob> match;
  Mode mode = Mode::kEnforce;

  [[nodiscard]] bool matches(std::string_view name_space) const;
  friend bool operator==(const NamespaceMode&, const NamespaceMode&) = default;
};

/// What an update meets that leaves a violation of the stored object as it is.
enum class ExistingViolations : std::uint8_t { kWarn, kDeny };

[[nodiscard]] constexpr Literal to_text(ExistingViolations existing) {
  switch (existing) {
    case ExistingViolations::kWarn:
      return "warn";
    case ExistingViolations::kDeny:
      return "deny";
  }
  return "warn";
}

}  // namespace postern::policy
