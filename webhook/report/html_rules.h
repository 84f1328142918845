// The rules that a run's findings broke, as the last part of the HTML report.
// Guarantees an anchor `rule-<id>` for each of them.
#pragma once

#include <string>

#include "report/run.h"

namespace postern::report {

/// Empty without findings.
[[nodiscard]] std::string html_rules(const Run& run);

}  // namespace postern::report
