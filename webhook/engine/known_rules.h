// Every id that a policy may name: the catalog's, and those of what cannot be judged.
// Guarantees one list for all that load policies.
#pragma once

#include "policy/known_rules.h"

namespace postern::engine {

[[nodiscard]] policy::KnownRules known_rules();

}  // namespace postern::engine
