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

/// False when one of the reports could not be written, which is told.
[[nodiscard]] bool write_all(const Run& run, const std::vector<Output>& outputs);

}  // namespace postern::report
