// The managed Postgres offerings that are known by their host names, and what each advises.
// Guarantees that ids are permanent, and that names and advice may stand in a message.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/speakable.h"
#include "dsn/dsn.h"

namespace postern::dsn {

/// How far a client can authenticate the server with certificates it can get.
enum class Verification : std::uint8_t {
  kFull,     // verify-full works
  kCaOnly,   // the name does not match: verify-ca
  kNone,     // self-signed or no TLS: require is all there is
  kByProxy,  // a local proxy does the TLS, sslmode is off
};

enum class Pooling : std::uint8_t { kSession, kTransaction };

struct Provider {
  Literal id;
  Literal name;
  Verification verification = Verification::kFull;
  bool public_roots = false;  // the system's trust store verifies it (sslrootcert=system)
  Literal certificate;        // what to use as sslrootcert; a sentence
  Literal caution;            // what else goes wrong there; a sentence, or empty
};

/// nullptr for a host that belongs to no known provider.
[[nodiscard]] const Provider* provider_of(std::string_view host);

/// The provider of the first host that has one.
[[nodiscard]] const Provider* provider_of(const Dsn& dsn);

/// Whether a known pooler in transaction mode answers at this host and port.
[[nodiscard]] Pooling pooling_of(const Host& host);

}  // namespace postern::dsn
