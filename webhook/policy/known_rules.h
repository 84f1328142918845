// The rule ids that a policy may name, passed in because policies stand below the rules.
// Guarantees that an unknown id finds the nearest known one.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/action.h"

namespace postern::policy {

struct KnownRule {
  std::string_view id;
  Action action = Action::kDeny;  // where neither file nor profile says another
};

/// An id that was given up: policies may still use it.
struct RuleAlias {
  std::string_view former;
  std::string_view id;
};

struct KnownRules {
  std::vector<KnownRule> rules;
  std::vector<RuleAlias> aliases;

  [[nodiscard]] bool has(std::string_view id) const;
  /// The id in use of a former one.
  [[nodiscard]] std::optional<std::string_view> renamed(std::string_view former) const;
  /// True when a glob matches the id of at least one rule.
  [[nodiscard]] bool any_matches(std::string_view glob) const;
  /// The id that differs least from `text`; nothing when none is near.
  [[nodiscard]] std::optional<std::string_view> nearest(std::string_view text) const;
};

/// The candidate with the fewest single-character changes, at most a third of the text's length.
[[nodiscard]] std::optional<std::string_view> nearest_of(
    std::string_view text, std::span<const std::string_view> candidates);

}  // namespace postern::policy
