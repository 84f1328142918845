// What a rule may ask about one certificate.
// Guarantees that no name, serial number or key leaves the certificate: only dates and verdicts.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace postern::x509 {

/// Seconds since the epoch: Instant counts nanoseconds and ends in 2262, certificates in 9999.
using Seconds = std::chrono::sys_seconds;

enum class Role : std::uint8_t {
  kAuthority,       // may sign other certificates (RFC 5280, basicConstraints and keyUsage)
  kSelfSignedLeaf,  // verifies nobody but itself
  kLeaf,            // verifies nobody
};

enum class Validity : std::uint8_t { kNotYet, kValid, kExpiresSoon, kExpired };

struct Certificate {
  Role role = Role::kLeaf;
  Seconds not_before{};
  Seconds not_after{};
  bool weak_key = false;        // below 112 bits of security: RSA 1024, for example
  bool weak_signature = false;  // MD5 or SHA-1, and not self-signed (then nobody checks it)

  /// `soon` is how long before its end a certificate counts as expiring.
  [[nodiscard]] Validity validity(Instant now, std::chrono::days soon) const;
};

enum class Armour : std::uint8_t { kPlain, kTrusted };  // "TRUSTED CERTIFICATE" carries a trailer

/// The certificate that the DER bytes are, without anything behind it; nothing when they are none.
[[nodiscard]] std::optional<Certificate> read_certificate(std::string_view der,
                                                          Armour armour = Armour::kPlain);

}  // namespace postern::x509
