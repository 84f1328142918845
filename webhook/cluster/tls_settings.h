// Our side of a TLS session with the API server.
// Guarantees TLS 1.2 or newer, trust in the given authorities only, and verification.
#pragma once

#include <string>

#include "cluster/tls_connection.h"

namespace postern::cluster {

/// Reads the files of `access` as they are now.
[[nodiscard]] Outcome<ContextHandle> make_context(const Access& access);

/// The text of it, read from its file if it is one.
[[nodiscard]] Outcome<Sealed<std::string>> read_material(const Material& material);

}  // namespace postern::cluster
