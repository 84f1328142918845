// A run in the Static Analysis Results Interchange Format 2.1.0, which code scanning imports.
// Guarantees URIs relative to the repository, and a suppression for each excepted finding.
#pragma once

#include <string>

#include "report/run.h"

namespace postern::report {

[[nodiscard]] std::string sarif(const Run& run);

}  // namespace postern::report
