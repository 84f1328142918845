// Judges every object of the inputs and lists the findings with their places.
// Guarantees that one bad document hides neither its neighbours nor the other files.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "check/input.h"
#include "policy/policy.h"
#include "report/located_finding.h"

namespace postern::check {

/// What could not be judged, and where.
struct Fault {
  std::string file;
  std::size_t line = 0;    // from 1; 0 when not known
  std::size_t column = 0;  // from 1; 0 when not known
  Sentence reason;
};

struct Report {
  std::vector<report::LocatedFinding> findings;
  std::vector<Fault> faults;
  std::size_t objects = 0;  // judged
  std::size_t skipped = 0;  // documents that are empty or no Kubernetes objects
};

struct Settings {
  std::string name_space;  // of objects that name none
  Instant now;
};

/// Judges one input and appends to `report`.
void check_input(const Input& input, const policy::Policy& policy, const Settings& settings,
                 Report& report);

}  // namespace postern::check
