// Loads a policy file: strictly, with every fault named by line and column.
// Guarantees that lint, serve and every other reader refuse the same files with the same words.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "policy/known_rules.h"
#include "policy/policy.h"
#include "policy/problem.h"

namespace postern::policy {

struct LoadedPolicy {
  std::optional<Policy> policy;  // nothing when there is an error
  std::vector<Problem> problems;
  std::size_t left_out = 0;  // problems beyond Problems::kMaximum of their gravity

  /// The first error; only without a policy.
  [[nodiscard]] const Problem& error() const;
};

/// Bounded time and memory for any text. `now` is only for warnings: an expired exception is no
/// error, or else a restart would fail.
[[nodiscard]] LoadedPolicy load_policy(std::string_view text, const KnownRules& rules, Instant now);

/// As above; a file that cannot be read is an error without a place.
[[nodiscard]] LoadedPolicy load_policy_file(const std::string& path, const KnownRules& rules,
                                            Instant now);

/// "3:14: error: tls.minimum is not ...", one line; `file` stands in front when it is not empty.
[[nodiscard]] std::string line_of(const Problem& problem, std::string_view file);

}  // namespace postern::policy
