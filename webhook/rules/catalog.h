// Every rule, in the order in which findings are listed.
// Guarantees a visible, stable list: no rule registers itself.
#pragma once

#include <span>
#include <string_view>

#include "rules/rule.h"

namespace postern::rules {

[[nodiscard]] std::span<const Rule* const> catalog();

/// The rule with that id, or nullptr.
[[nodiscard]] const Rule* find_rule(std::string_view id);

}  // namespace postern::rules
