// Whether libpq would trust the server of a finished handshake.
// Guarantees OpenSSL's verdict on the chain and libpq's on the name.
#pragma once

#include <openssl/ssl.h>

#include <string>

#include "explain_dsn/outcomes.h"

namespace postern::explain_dsn {

[[nodiscard]] bool is_address(const std::string& host);

/// libpq's reading of the names in a certificate (fe-secure-openssl.c,
/// pgtls_verify_peer_name_matches_certificate_guts); an empty `host` matches nothing.
[[nodiscard]] bool names_host(X509* certificate, const std::string& host);

/// `ca_file` is a PEM file, "system" for the system's trust store, or empty for none.
[[nodiscard]] Trust trust_in(SSL* session, const std::string& host, const std::string& ca_file);

}  // namespace postern::explain_dsn
