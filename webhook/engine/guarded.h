// Runs a rule so that an exception of its becomes a finding.
// Guarantees that what could not be judged is not let through, and that nothing it said is shown.
#pragma once

#include <exception>

#include "engine/evaluate.h"
#include "rules/reporter.h"

namespace postern::engine {

template <typename Run>
void guarded(const rules::Rule& rule, rules::Reporter& report, const Run& run) {
  report.begin(rule);
  try {
    run();
  } catch (const std::exception&) {
    // The text of an exception may quote the value that caused it: only the rule is named.
    report.begin(rule_failed);
    report.at({}, "the rule {} failed on this object", rule.id);
  }
}

}  // namespace postern::engine
