// One connection string in words: its parts, what happens at connect, what to change.
// Guarantees the same silence about values as the facts it is made of.
#pragma once

#include <string>

#include "explain_dsn/facts.h"

namespace postern::explain_dsn {

/// Plain text of several lines.
[[nodiscard]] std::string explanation(const Facts& facts);

}  // namespace postern::explain_dsn
