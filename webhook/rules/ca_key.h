// Which keys of a Secret or ConfigMap hold the CA bundle of a Postgres client.
// Guarantees that a CA which no sign connects with Postgres is left alone.
#pragma once

#include <string_view>

#include "kube/object.h"
#include "rules/context.h"

namespace postern::rules {

/// ca.crt, ca.pem, root.crt, *-ca.pem, *ca-bundle*, global-bundle.pem, server-ca.pem; any case. An
/// operator's ca.key and the tls.crt and tls.key of a kubernetes.io/tls Secret are none.
[[nodiscard]] bool is_ca_key(std::string_view key);

/// The name of the object or of the key has a word that names a database, and none that names
/// another engine.
[[nodiscard]] bool names_database(std::string_view object, std::string_view key);

/// A contract names the object, or the world shows a pod that verifies its server with it.
[[nodiscard]] bool is_known_ca_object(const kube::Meta& meta, kube::SourceKind kind,
                                      const Context& context);

}  // namespace postern::rules
