// `postern dsn`: explains connection strings, and tries their servers without a login.
// Guarantees that a connection string comes from standard input, never from the command line.
#pragma once

#include <CLI/App.hpp>

namespace postern::explain_dsn {

/// Adds the subcommand; when it ran, its exit code is stored: 0 explained, 1 a probe found a host
/// that gives no TLS, 2 could not run.
void add_command(CLI::App& app, int& exit_code);

}  // namespace postern::explain_dsn
