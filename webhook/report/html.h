// A run as one HTML page: findings by file and object, a filter, and the rules they broke.
// Guarantees a self-contained page: no request is made, and nothing but its own script runs.
#pragma once

#include <string>

#include "report/run.h"

namespace postern::report {

[[nodiscard]] std::string html(const Run& run);

}  // namespace postern::report
