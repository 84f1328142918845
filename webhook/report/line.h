// One finding as one line of text, the way every front end says it.
// Guarantees `<path>: <what is wrong>; <what to write instead> [<rule-id>]` and no line breaks.
#pragma once

#include <cstddef>
#include <string>

#include "report/located_finding.h"
#include "rules/finding.h"

namespace postern::report {

/// "<what is wrong>; <what to write instead>", without path and rule id.
[[nodiscard]] std::string sentence(const rules::Finding& finding);

/// The whole line. Longer than `limit` bytes, the sentence is cut on a character boundary and
/// " [<rule-id>]" is kept.
[[nodiscard]] std::string line(const rules::Finding& finding, std::size_t limit);

/// The object, the path and the sentence, and by which exception it passes: what a platform shows
/// beside a rule's id and a place.
[[nodiscard]] std::string described(const LocatedFinding& located);

}  // namespace postern::report
