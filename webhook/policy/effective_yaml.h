// A policy as the YAML file that says all of it, defaults included.
// Guarantees that loading the text gives the same policy again.
#pragma once

#include <string>

#include "policy/policy.h"

namespace postern::policy {

[[nodiscard]] std::string effective_yaml(const Policy& policy);

/// Of the text that effective_yaml gives, so that comments and the order of keys do not matter.
[[nodiscard]] PolicyHash hash_of(const Policy& policy);

}  // namespace postern::policy
