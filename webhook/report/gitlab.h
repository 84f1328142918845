// A run as GitLab's Code Quality report, which merge requests show beside the changed lines.
// Guarantees a fingerprint of its own for every entry, as GitLab demands.
#pragma once

#include <string>

#include "report/run.h"

namespace postern::report {

/// Denials are critical, warnings minor, what is recorded or excepted info; what could not be
/// judged is a blocker. A finding without a file is left out: there is no line to show it beside.
[[nodiscard]] std::string gitlab(const Run& run);

}  // namespace postern::report
