// Time as it is passed in: rules and decisions get an Instant, they never ask a clock.
#pragma once

#include <chrono>

namespace postern {

/// UTC wall-clock time.
using Instant = std::chrono::system_clock::time_point;

}  // namespace postern
