// Whether a namespace is there, or on its way out.
// Guarantees that what may not be asked is kUnknown, and no fault.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cluster/client.h"

namespace postern::audit {

enum class NamespaceState : std::uint8_t { kThere, kTerminating, kAbsent, kUnknown };

[[nodiscard]] NamespaceState state_of(const cluster::Client& client, const std::string& name_space,
                                      std::chrono::seconds patience);

}  // namespace postern::audit
