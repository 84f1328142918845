#include "rules/finding.h"

#include <fmt/format.h>

namespace postern::rules {

std::string Fingerprint::str() const { return fmt::format("{:016x}", value); }

Fingerprint extended(Fingerprint from, std::string_view text) {
  constexpr std::uint64_t kOffsetBasis = 0xcbf29ce484222325U;
  constexpr std::uint64_t kPrime = 0x100000001b3U;
  std::uint64_t hash = from.value == 0 ? kOffsetBasis : from.value;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  }
  // A separator, so that ("ab", "c") and ("a", "bc") differ.
  return {.value = (hash ^ 0xFFU) * kPrime};
}

}  // namespace postern::rules
