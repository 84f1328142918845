// Says in the log and in the metrics what a reading of the policy file led to.
// Guarantees the same words as `postern policy lint`.
#pragma once

#include <string>

#include "serve/logging.h"
#include "serve/metrics.h"
#include "serve/policy_source.h"

namespace postern::serve {

void report_policy(const PolicyReading& reading, const OperationLog& log, Metrics& metrics);

}  // namespace postern::serve
