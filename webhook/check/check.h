// Judges every object of the inputs, each in the world that all of them make.
// Guarantees that one bad document hides neither its neighbours nor the other files, and memory for
// a few documents and what they tell of each other, however large the inputs are.
#pragma once

#include <cstddef>
#include <functional>

#include "check/input_list.h"
#include "check/settings.h"
#include "report/run.h"

namespace postern::check {

/// Told while inputs are read: how many of them are done.
using Tick = std::function<void(std::size_t inputs)>;

[[nodiscard]] report::Run check(const InputList& list, const Settings& settings, const Tick& tick);

}  // namespace postern::check
