// Findings as text for a terminal or a pipeline's log.
// Guarantees one line per finding, worst first within a file, and nothing of a value.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/located_finding.h"

namespace postern::report {

[[nodiscard]] std::string text(const std::vector<LocatedFinding>& findings);

}  // namespace postern::report
