// Judges every object of the inputs and lists the findings with their places.
// Guarantees that one bad document hides neither its neighbours nor the other files.
#pragma once

#include <string>

#include "base/clock.h"
#include "check/input.h"
#include "policy/policy.h"
#include "report/run.h"

namespace postern::check {

struct Settings {
  std::string name_space;  // of objects that name none
  Instant now;
};

/// Judges one input and appends to `run`.
void check_input(const Input& input, const policy::Policy& policy, const Settings& settings,
                 report::Run& run);

}  // namespace postern::check
