// Every id that a policy may name: the catalog's, and those of what cannot be judged.
// Guarantees one list for all that load policies or explain rules.
#pragma once

#include <string_view>

#include "policy/known_rules.h"
#include "rules/rule.h"

namespace postern::engine {

[[nodiscard]] policy::KnownRules known_rules();

/// The rule of that id, or nullptr.
[[nodiscard]] const rules::Rule* find_rule(std::string_view id);

}  // namespace postern::engine
