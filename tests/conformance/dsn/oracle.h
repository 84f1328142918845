// The installed libpq, asked about one connection string.
// Guarantees that nothing but 127.0.0.1, port 1, and a socket path that does not exist is dialled.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "dsn/libpq_version.h"

namespace postern::dsn::conformance {

using Options = std::map<std::string, std::string>;

struct Connection {
  bool accepted = false;  // the options are; whether a server answers does not matter
  bool untold = false;    // a Kerberos ticket was looked for before all of them were checked
  std::string ssl_mode;   // effective
  std::string host;       // of the host in use
};

/// The release of the linked libpq, as the parser names it.
[[nodiscard]] LibpqVersion installed_version();

/// Removes what would reach into the machine: PG* variables and the home directory.
void isolate_environment();

/// PQconninfoParse; nullopt when it refuses.
[[nodiscard]] std::optional<Options> parse_with_libpq(const std::string& text);

/// PQconnectStart on a copy whose hosts, ports, service and passfile are replaced.
[[nodiscard]] Connection connect_with_libpq(const Options& options);

}  // namespace postern::dsn::conformance
