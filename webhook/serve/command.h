// `postern serve`: the webhook.
#pragma once

#include <CLI/App.hpp>

namespace postern::serve {

/// Adds the subcommand; when it ran, its exit code is stored: 0 after a graceful stop, 2 when it
/// could not start.
void add_command(CLI::App& app, int& exit_code);

}  // namespace postern::serve
