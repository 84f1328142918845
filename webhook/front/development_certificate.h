// A self-signed authority and a leaf certificate for localhost, made in memory.
// Guarantees fresh ECDSA P-256 keys; the authority's key is forgotten at once.
#pragma once

#include <chrono>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/sealed.h"

namespace postern::front {

struct DevelopmentCertificate {
  std::string ca_pem;           ///< what a client has to trust
  std::string certificate_pem;  ///< leaf; SAN localhost, 127.0.0.1 and ::1
  Sealed<std::string> key_pem;
};

/// Valid from an hour before `now`, for `lifetime` from `now`. Fails only when OpenSSL does.
[[nodiscard]] Result<DevelopmentCertificate> make_development_certificate(
    Instant now, std::chrono::hours lifetime = std::chrono::hours(24 * 90));

}  // namespace postern::front
