// Whether a server's certificate and key serve their clients, and trust as a list of authorities.
// Guarantees answers about untrusted PEM without quoting it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "x509/authority.h"

namespace postern::x509 {

/// When the certificate ends. Fails when the key is another one's, when the authorities do not
/// verify the certificate as a server's at `now`, and on what is not PEM.
[[nodiscard]] Result<Instant> check_server_pair(const KeyPair& pair,
                                                const std::string& authorities_pem, Instant now);

/// A client that verifies any of the names accepts the certificate.
[[nodiscard]] bool covers(const std::string& certificate_pem,
                          const std::vector<std::string>& names);

/// A client's bundle never grows beyond so many.
inline constexpr std::size_t kMostAuthorities = 8;

/// The authorities of all texts in order, each once, as PEM; without those that have ended, and
/// without what is no authority.
[[nodiscard]] std::string merge_authorities(const std::vector<std::string_view>& pems, Instant now);

/// Those of the authorities in `pem` that have this common name, as PEM.
[[nodiscard]] std::string authorities_called(std::string_view pem, Literal common_name);

}  // namespace postern::x509
