// A range of IP addresses in CIDR notation.
// Guarantees that a range has no host bits set, so that it means what it looks like.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::policy {

/// IPv4 stands as ::ffff:a.b.c.d, so that one comparison serves both families.
struct Cidr {
  std::array<std::uint8_t, 16> network{};
  unsigned prefix = 0;  // of the 128 bits
  std::string text;     // as it was written

  /// `address` in the spelling of inet_pton(3); anything else is in no range.
  [[nodiscard]] bool contains(std::string_view address) const;
  friend bool operator==(const Cidr&, const Cidr&) = default;
};

/// "172.16.0.0/12", "fd00::/8"; nothing when it is no range or has host bits set.
[[nodiscard]] std::optional<Cidr> cidr_from_text(std::string_view text);

}  // namespace postern::policy
