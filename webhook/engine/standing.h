// The violations that an object already has before an update.
// Guarantees one pass over the old findings, however many there are.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rules/finding.h"

namespace postern::engine {

class StandingViolations {
 public:
  explicit StandingViolations(const std::vector<rules::Finding>& before) : before_(before) {}

  /// True when the same rule already fired at the same element, with the same details or with
  /// details that are no better.
  [[nodiscard]] bool include(const rules::Finding& finding);

 private:
  using Place = std::pair<const rules::Rule*, std::string>;
  struct Found {
    std::vector<rules::Fingerprint> fingerprints;
    int badness = 0;  // the worst
  };

  void index();

  const std::vector<rules::Finding>& before_;
  bool indexed_ = false;
  std::map<Place, Found> places_;
};

}  // namespace postern::engine
