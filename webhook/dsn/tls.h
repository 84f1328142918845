// What a connection string makes of TLS, in the terms of no driver.
// Guarantees that a greater protection is at least as strong as a smaller one.
#pragma once

#include <cstdint>

#include "base/speakable.h"

namespace postern::dsn {

enum class Protection : std::uint8_t {
  kPlaintext,          // TLS is never tried
  kPlaintextPossible,  // TLS is tried, but an attacker or a fault turns it off
  kEncrypted,          // always TLS, the server is not authenticated
  kVerifiedCa,         // the chain is verified, the name is not
  kVerifiedFull,       // chain and name
};

[[nodiscard]] constexpr Literal to_text(Protection protection) {
  switch (protection) {
    case Protection::kPlaintext:
      return "plaintext";
    case Protection::kPlaintextPossible:
      return "plaintext possible";
    case Protection::kEncrypted:
      return "encrypted, not authenticated";
    case Protection::kVerifiedCa:
      return "certificate verified, name not checked";
    case Protection::kVerifiedFull:
      return "certificate and name verified";
  }
  return "plaintext";
}

/// The effective TLS of a string as its own driver reads it (libpq, unless one is named). A unix
/// socket has no TLS whatever this says.
struct Tls {
  Protection protection = Protection::kPlaintextPossible;
  Literal parameter = {};    // "sslmode", "ssl", "SSL Mode", "sslaccept"; empty: the default
  Literal setting = {};      // its value in the driver's spelling; empty: the default
  bool ca_required = false;  // verification needs a CA that no public trust store provides
  [[nodiscard]] bool is_explicit() const { return !parameter.empty(); }
};

}  // namespace postern::dsn
