// Runs the cases of a file or of a directory, one document each, with the policy each one names.
// Guarantees a stable order, and that a file which cannot be read does not hide the others.
#pragma once

#include <string>

#include "base/clock.h"
#include "policy/known_rules.h"
#include "policy/policy.h"
#include "policy_command/results.h"

namespace postern::policy_command {

/// `policy` is that of the cases that name none. A document of kind Policy is no case.
[[nodiscard]] Results run_cases(const std::string& place, const policy::Policy& policy,
                                const policy::KnownRules& rules, Instant now);

}  // namespace postern::policy_command
