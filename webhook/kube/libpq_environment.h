// A connection string as libpq completes it from the environment of its container.
// Guarantees libpq's precedence: the string first, then PGSSLMODE, then PGREQUIRESSL.
#pragma once

#include <optional>

#include "dsn/dsn.h"
#include "kube/environment.h"

namespace postern::kube {

/// What the environment says about sslmode.
struct EnvironmentMode {
  Variable variable;                 // PGSSLMODE, or PGREQUIRESSL where that one decides
  Literal name;                      // which of the two
  std::optional<dsn::SslMode> mode;  // nothing: libpq refuses the value, or it is not visible
};

/// Nothing when neither variable is set (fe-connect.c, conninfo_add_defaults). PGREQUIRESSL counts
/// when it begins with '1', anything else leaves libpq's default, prefer.
[[nodiscard]] std::optional<EnvironmentMode> environment_mode(const Environment& environment);

/// The string with the parameters that it lacks and the environment sets. A variable whose value is
/// not visible, or that may be set, completes the string with a value that no rule objects to.
[[nodiscard]] dsn::Dsn completed(const dsn::Dsn& dsn, const Environment& environment);

/// The connection that the environment describes by itself, PGHOST or PGHOSTADDR with the rest,
/// and the variable that names the server. Nothing when none does, when the server is not visible,
/// when a service file has a say, or when libpq would refuse it.
struct EnvironmentString {
  dsn::Dsn dsn;
  Variable server;
};
[[nodiscard]] std::optional<EnvironmentString> environment_string(const Environment& environment);

}  // namespace postern::kube
