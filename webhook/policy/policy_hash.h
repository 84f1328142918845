// Names one version of a policy in the log, in metrics and in audit annotations.
// Guarantees that policies which decide alike by their text have the same hash.
#pragma once

#include <cstdint>
#include <string>

namespace postern::policy {

/// The first 64 bits of the SHA-256 of the effective policy (see effective_yaml); 0 is none.
struct PolicyHash {
  std::uint64_t value = 0;

  [[nodiscard]] std::string str() const;  // 16 hexadecimal digits
  friend bool operator==(PolicyHash, PolicyHash) = default;
};

}  // namespace postern::policy
