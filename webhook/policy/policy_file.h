// Reads the bytes of a policy file.
// Guarantees a bounded read of a regular file, whole: one that changes under the read is read anew.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace postern::policy {

/// The largest policy, in bytes: what a ConfigMap can hold.
inline constexpr std::size_t kMaximumPolicy = 1U << 20U;

/// Fails with a reason that does not repeat the path.
[[nodiscard]] Result<std::string> read_policy_file(const std::string& path);

}  // namespace postern::policy
