// Judges one case and compares the verdict with what the case expects.
// Guarantees the webhook's own verdict: the same engine, in a world where nothing can be looked up.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "policy/policy.h"
#include "policy_command/case.h"

namespace postern::policy_command {

/// One line per difference: "rules: - dsn-malformed (expected, did not fire)".
[[nodiscard]] std::vector<std::string> run_case(const Case& test, const policy::Policy& policy,
                                                Instant now);

}  // namespace postern::policy_command
