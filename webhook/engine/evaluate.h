// Runs every rule of the catalog over one object.
// Guarantees all findings in catalog order, and a finding instead of an exception from a rule.
#pragma once

#include <span>
#include <vector>

#include "kube/object.h"
#include "rules/context.h"
#include "rules/finding.h"
#include "rules/rule.h"

namespace postern::engine {

/// Every finding of every rule on the object; on a stored Helm release, those on its values and on
/// the objects of its manifest. A rule that throws yields a finding of the rule
/// `rule-failed`, which denies: what could not be judged is not let through.
[[nodiscard]] std::vector<rules::Finding> evaluate(const kube::Object& object,
                                                   const rules::Context& context);

/// As above with another list of rules, and a Helm release is a Secret like any other.
[[nodiscard]] std::vector<rules::Finding> evaluate(const kube::Object& object,
                                                   const rules::Context& context,
                                                   std::span<const rules::Rule* const> catalog);

/// Stands for a rule that threw; not part of the catalog.
extern const rules::Rule rule_failed;

}  // namespace postern::engine
