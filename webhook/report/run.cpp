#include "report/run.h"

namespace postern::report {

Tally tally(const std::vector<LocatedFinding>& findings) {
  Tally counts;
  for (const LocatedFinding& located : findings) {
    switch (outcome_of(located)) {
      case Outcome::kDeny:
        ++counts.deny;
        break;
      case Outcome::kWarn:
        ++counts.warn;
        break;
      case Outcome::kAudit:
        ++counts.audit;
        break;
      case Outcome::kExcepted:
        ++counts.excepted;
        break;
    }
  }
  return counts;
}

bool fails(const Run& run) {
  const Tally counts = tally(run.findings);
  switch (run.fail_on) {
    case FailOn::kDeny:
      return counts.deny != 0;
    case FailOn::kWarn:
      return counts.deny != 0 || counts.warn != 0;
    case FailOn::kNever:
      return false;
  }
  return true;
}

}  // namespace postern::report
