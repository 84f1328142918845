// What no single key can show: entries that contradict, repeat or hide one another, and dates.
// Guarantees to find what would otherwise only show when a policy does not do what it says.
#pragma once

#include "base/clock.h"
#include "policy/policy.h"
#include "policy/problem.h"

namespace postern::policy {

/// Adds errors for contradictions and repeated names, warnings for what has no effect, has expired
/// by `now` or will within kExpiryNotice.
void check_policy(const Policy& policy, Instant now, Problems& problems);

inline constexpr std::chrono::days kExpiryNotice{14};

}  // namespace postern::policy
