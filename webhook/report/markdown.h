// A run as Markdown, for the job summaries and merge request notes of CI platforms.
// Guarantees that names stay text, and a size that a GitHub job summary takes (1 MiB).
#pragma once

#include <string>

#include "report/run.h"

namespace postern::report {

[[nodiscard]] std::string markdown(const Run& run);

}  // namespace postern::report
