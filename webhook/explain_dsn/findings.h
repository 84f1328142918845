// What the rules say about one connection string that stands in no object.
// Guarantees the actions of the policy; a rule that is off is not heard.
#pragma once

#include <string_view>
#include <vector>

#include "dsn/dsn.h"
#include "kube/world.h"
#include "policy/policy.h"
#include "rules/finding.h"
#include "rules/rule.h"

namespace postern::explain_dsn {

/// Runs the rules on connection strings, and no others, over a string as if a Secret held it.
class Judge {
 public:
  Judge(policy::Policy policy, Instant now);

  /// `dsn` is `text` as its own driver reads it. A rule that throws yields `rule-failed`.
  [[nodiscard]] std::vector<rules::Finding> findings(std::string_view text, dsn::Dsn dsn) const;

  [[nodiscard]] const policy::Policy& policy() const { return policy_; }

 private:
  policy::Policy policy_;
  Instant now_;
  kube::UnknownWorld world_;
  std::vector<const rules::Rule*> rules_;
};

}  // namespace postern::explain_dsn
