// A run as JUnit XML, which CI servers show as test results.
// Guarantees a suite for every file, and in each at least one test.
#pragma once

#include <string>

#include "report/run.h"

namespace postern::report {

/// A finding that denies is a failure, one that warns too when the run fails on warnings; the
/// others are skipped tests with their reason. What could not be judged is an error.
[[nodiscard]] std::string junit(const Run& run);

}  // namespace postern::report
