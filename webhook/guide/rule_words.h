// What the pages say of a rule that its own texts do not: kinds, family, how to except an object.
// Guarantees that every word follows from the rule.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.h"

namespace postern::guide {

/// What the rule looks at; nothing for one that stands for what cannot be judged.
[[nodiscard]] std::vector<std::string_view> kinds_of(const rules::Rule& rule);

/// "dsn-sslmode-weak" belongs to the family "dsn".
[[nodiscard]] std::string_view family_of(const rules::Rule& rule);

/// Rules that stand for what cannot be judged have none.
[[nodiscard]] inline bool has_examples(const rules::Rule& rule) { return !rule.bad.view().empty(); }

/// Helm writes its record of a release anew with each revision: nobody can annotate it.
[[nodiscard]] inline bool can_be_annotated(const rules::Rule& rule) {
  return family_of(rule) != "release";
}

/// YAML for a policy.
[[nodiscard]] std::string exception_example(const rules::Rule& rule);

/// YAML for an object. It works where the policy's annotationExemptions allow it.
[[nodiscard]] std::string annotation_example(const rules::Rule& rule);

}  // namespace postern::guide
