// The webhook process: certificate, policy, two fronts, signals, drain.
// Guarantees that readiness tells the truth, and that SIGTERM loses no request.
#pragma once

#include "serve/options.h"

namespace postern::serve {

/// Serves until SIGTERM or SIGINT. 0 after a graceful stop; 2 when it could not start, with one
/// line on standard error.
[[nodiscard]] int run(const Options& options);

}  // namespace postern::serve
