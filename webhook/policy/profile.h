// Named starting points of a policy: what holds where the file says nothing.
// Guarantees that a key in the file wins over the profile.
#pragma once

#include <cstdint>

#include "base/action.h"
#include "base/speakable.h"

namespace postern::policy {

struct Policy;

enum class Profile : std::uint8_t { kBaseline, kStrict, kAuditOnly };

[[nodiscard]] constexpr Literal to_text(Profile profile) {
  switch (profile) {
    case Profile::kBaseline:
      return "baseline";
    case Profile::kStrict:
      return "strict";
    case Profile::kAuditOnly:
      return "audit-only";
  }
  return "baseline";
}

/// The action of a rule that the file does not name: `strict` refuses what others warn about.
[[nodiscard]] Action profile_action(Profile profile, Action rule_action);

/// The policy of a file that holds nothing but `profile`.
[[nodiscard]] Policy policy_of(Profile profile);

}  // namespace postern::policy
