// A policy as text: all of it, defaults included, or a few lines about it.
// Guarantees that the full text is itself a policy file which means the same.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "policy/known_rules.h"
#include "policy/policy.h"

namespace postern::policy_command {

[[nodiscard]] std::string effective(const policy::Policy& policy, const policy::KnownRules& rules);

/// `source` is where the policy comes from: a file's name, or "built in".
[[nodiscard]] std::string summary(const policy::Policy& policy, std::string_view source,
                                  Instant now);

}  // namespace postern::policy_command
