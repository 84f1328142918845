// Turns findings into a verdict: the only place that knows modes, actions and standing violations.
// Guarantees a pure function: the same findings, policy and request give the same verdict.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "rules/finding.h"

namespace postern::engine {

enum class Operation : std::uint8_t { kCreate, kUpdate, kDelete, kConnect };

/// What decide() must know of an admission request; front ends without one judge a create.
struct Request {
  Operation operation = Operation::kCreate;
  std::string_view name_space;
  bool terminating = false;  // the stored object waits only for its finalizers
};

/// Each finding stands in exactly one list, with its effective action.
struct Verdict {
  bool allowed = true;
  policy::Mode mode = policy::Mode::kEnforce;
  std::vector<rules::Finding> denials;
  std::vector<rules::Finding> warnings;
  std::vector<rules::Finding> recorded;  // audit only
};

/// `before` holds the findings on the object that an update replaces.
[[nodiscard]] Verdict decide(std::vector<rules::Finding> findings,
                             const std::vector<rules::Finding>& before,
                             const policy::Policy& policy, const Request& request);

}  // namespace postern::engine
