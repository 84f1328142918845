// A run as workflow commands, which GitHub Actions shows beside the lines of a pull request.
// Guarantees one command per line, whatever names the objects have.
#pragma once

#include <string>

#include "report/run.h"

namespace postern::report {

/// Denials are errors, warnings warnings; what is recorded or excepted is a notice.
[[nodiscard]] std::string github(const Run& run);

}  // namespace postern::report
