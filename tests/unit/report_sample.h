// A run with one finding of every outcome, with names that try to break out, and with faults.
// Guarantees rules of its own, so that a change of the catalog changes no golden file.
#pragma once

#include "report/run.h"

namespace postern::test {

[[nodiscard]] report::Run sample_run();

}  // namespace postern::test
