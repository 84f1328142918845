// Findings as text for a terminal or a pipeline's log.
// Guarantees a first line per finding that editors can follow, and nothing of a value.
#pragma once

#include <string>

#include "report/colour.h"
#include "report/run.h"

namespace postern::report {

/// Each finding as `<file>:<line>:<column>: <action>: <object>: <line()>`, without the place for an
/// object of a cluster; below it the line of the file with the value masked and a caret; at the end
/// which rules can be explained. Nothing when there is no finding.
[[nodiscard]] std::string text(const Run& run, Colour colour = Colour::kOff);

}  // namespace postern::report
