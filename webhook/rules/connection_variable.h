// Which environment variables hold a connection string, by their value or by what they are called.
// Guarantees that a name alone counts only when it is declared or says so unmistakably.
#pragma once

#include <string_view>

#include "kube/pod_facts.h"
#include "policy/policy.h"

namespace postern::rules {

/// A key that a contract declares, a libpq variable, or a customary name: DATABASE_URL, PG_DSN.
[[nodiscard]] bool is_connection_name(std::string_view variable, const policy::Policy& policy);

/// By its name, or because its value is a connection string.
[[nodiscard]] bool is_connection_variable(const kube::EnvVar& variable,
                                          const kube::ContainerFacts& container,
                                          const policy::Policy& policy);

}  // namespace postern::rules
