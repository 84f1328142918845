// What one run of a front end found: every formatter takes it.
// Guarantees nothing of a value: findings and faults hold speakable text only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/speakable.h"
#include "report/located_finding.h"

namespace postern::report {

/// What could not be judged, and where.
struct Fault {
  std::string file;
  std::size_t line = 0;    // from 1; 0 when not known
  std::size_t column = 0;  // from 1; 0 when not known
  Sentence reason;
};

/// From which action on a run fails.
enum class FailOn : std::uint8_t { kDeny, kWarn, kNever };

struct Run {
  std::vector<LocatedFinding> findings;  // in the order of the input; excepted ones among them
  std::vector<Fault> faults;
  std::vector<std::string> files;  // that were read, also those without findings
  std::size_t objects = 0;         // judged
  std::size_t skipped = 0;         // documents that are empty or no Kubernetes objects
  /// Absolute; files under it are told relative to it, as platforms know them. Empty: as given.
  std::string directory = {};
  FailOn fail_on = FailOn::kDeny;
  Literal program = "postern check";  // as reports name it
};

/// How many findings came to what.
struct Tally {
  std::size_t deny = 0;
  std::size_t warn = 0;
  std::size_t audit = 0;
  std::size_t excepted = 0;
};

[[nodiscard]] Tally tally(const std::vector<LocatedFinding>& findings);

/// True when a finding reaches `fail_on`; what could not be judged is another matter.
[[nodiscard]] bool fails(const Run& run);

}  // namespace postern::report
