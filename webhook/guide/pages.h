// The rules as text: for a terminal, for machines, and as the pages under docs/rules.
// Guarantees that every word comes from the rule itself, so the docs cannot drift from the code.
#pragma once

#include <string>

#include "rules/rule.h"

namespace postern::guide {

[[nodiscard]] std::string explanation(const rules::Rule& rule);    // terminal
[[nodiscard]] std::string text_list();                             // terminal, one line per rule
[[nodiscard]] std::string json_list();                             // {"rules": [...]}
[[nodiscard]] std::string markdown_page(const rules::Rule& rule);  // docs/rules/<id>.md
[[nodiscard]] std::string markdown_index();                        // docs/rules/README.md

}  // namespace postern::guide
