// Which connection strings the rules about TLS judge, and what the policy asks of their hosts.
// Guarantees that every such rule means the same strings and the same hosts.
#pragma once

#include <optional>

#include "base/speakable.h"
#include "dsn/dsn.h"
#include "dsn/ssl_mode.h"
#include "dsn/tls.h"
#include "kube/connection_string.h"
#include "rules/context.h"

namespace postern::rules {

/// The string says enough to be judged: its driver takes it, or nothing is wrong but a parameter
/// that libpq does not know, and no part of a password stands where the hosts are read.
[[nodiscard]] bool is_judgeable(const dsn::Dsn& dsn);

/// The policy lets no plaintext go to the host.
[[nodiscard]] bool demands_tls(const dsn::Host& host, const Context& context);

/// The same of any of the string's hosts.
[[nodiscard]] bool demands_tls(const dsn::Dsn& dsn, const Context& context);

/// An external host demands TLS and its provider, known or not, offers a certificate to verify.
[[nodiscard]] bool is_verifiable(const dsn::Dsn& dsn, const Context& context);

/// The strongest mode that the policy asks for any of the hosts; nothing where plaintext will do. A
/// host that the policy names in tls.hosts is asked for that mode wherever it stands.
[[nodiscard]] std::optional<dsn::SslMode> minimum_of(const dsn::Dsn& dsn, const Context& context);

/// What libpq's mode protects.
[[nodiscard]] dsn::Protection protection_of(dsn::SslMode mode);

/// How to verify the server: as the driver that the string names wants it and the provider advises,
/// else `otherwise`.
[[nodiscard]] Sentence tls_advice(const dsn::Dsn& dsn, Literal otherwise);

}  // namespace postern::rules
