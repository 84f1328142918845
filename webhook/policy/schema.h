// The JSON Schema of the policy file, for editors, and its reference as a table, for people.
// Guarantees that both are generated from the description that the loader reads by.
#pragma once

#include <string>

#include "policy/known_rules.h"

namespace postern::policy {

/// Draft 07. The loader refuses whatever the schema refuses, and more.
[[nodiscard]] std::string json_schema(const KnownRules& rules);

/// Markdown: one row per key, with its default and meaning.
[[nodiscard]] std::string key_table();

/// Markdown: what each rule does in each profile.
[[nodiscard]] std::string profile_table(const KnownRules& rules);

}  // namespace postern::policy
