// What a front end says on standard error beside its reports: faults, and reports not written.
// Guarantees one line for each, <file>:<line>:<column>: <reason>, with what is known of the place.
#pragma once

#include <string_view>
#include <vector>

#include "report/outputs.h"
#include "report/run.h"

namespace postern::report {

/// One without a file is about the run as a whole, and said by "postern".
void tell_fault(const Fault& fault);

// How a program ends that judged something.
inline constexpr int kFindings = 1;  ///< at or above --fail-on
inline constexpr int kCouldNotRun = 2;

/// Writes the reports, tells the faults, and returns the exit status: 0 or one of those above.
[[nodiscard]] int conclude(const Run& run, const std::vector<Output>& outputs);

}  // namespace postern::report
