// The rules as SARIF describes them: the part of a log that says what each result means.
// Guarantees an index for every rule that a finding of the run names.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "report/run.h"
#include "rules/rule.h"

namespace postern::report {

class SarifRules {
 public:
  /// The whole catalog, then what else the run's findings name (an object that cannot be read).
  explicit SarifRules(const Run& run);

  [[nodiscard]] std::size_t index_of(const rules::Rule& rule) const { return indices_.at(&rule); }
  /// reportingDescriptor objects (section 3.49), in the order of their indices.
  [[nodiscard]] nlohmann::ordered_json descriptors() const;

 private:
  void add(const rules::Rule& rule);

  std::vector<const rules::Rule*> rules_;
  std::map<const rules::Rule*, std::size_t> indices_;
};

}  // namespace postern::report
