#include "engine/standing.h"

#include <algorithm>

namespace postern::engine {

void StandingViolations::index() {
  for (const rules::Finding& old : before_) {
    Found& found = places_[{old.rule, old.path.identity()}];
    found.fingerprints.push_back(old.fingerprint);
    found.badness = std::max(found.badness, old.badness);
  }
  indexed_ = true;
}

bool StandingViolations::include(const rules::Finding& finding) {
  if (before_.empty()) {
    return false;
  }
  if (!indexed_) {
    index();
  }
  const auto found = places_.find({finding.rule, finding.path.identity()});
  if (found == places_.end()) {
    return false;
  }
  const bool no_worse = finding.badness != 0 && finding.badness <= found->second.badness;
  return no_worse || std::ranges::find(found->second.fingerprints, finding.fingerprint) !=
                         found->second.fingerprints.end();
}

}  // namespace postern::engine
