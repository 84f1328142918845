// What identifies each finding of a run in the next one, so that platforms follow it.
// Guarantees different fingerprints within a run, and the same ones when lines move.
#pragma once

#include <vector>

#include "report/run.h"
#include "rules/finding.h"

namespace postern::report {

/// One per finding, in order: file, object, rule, path identity and the details of the message.
[[nodiscard]] std::vector<rules::Fingerprint> fingerprints_of(const Run& run);

}  // namespace postern::report
