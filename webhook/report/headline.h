// A run in a few words: what would become of it, and how much was judged.
// Guarantees one line each, without anything that needs escaping.
#pragma once

#include <string>

#include "report/run.h"

namespace postern::report {

/// "Would be refused: 2 findings".
[[nodiscard]] std::string headline(const Run& run, const Tally& counts);

/// "9 objects judged in 3 files, 2 documents skipped".
[[nodiscard]] std::string facts(const Run& run);

}  // namespace postern::report
