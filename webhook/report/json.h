// A run as one JSON document, for programs; docs/check-report.schema.json describes it.
// Guarantees schema version 1: keys may be added, none is renamed or removed.
#pragma once

#include <string>

#include "report/run.h"

namespace postern::report {

[[nodiscard]] std::string json(const Run& run);

}  // namespace postern::report
