// `postern audit`: the webhook's verdict on what a cluster holds already.
#pragma once

#include <CLI/App.hpp>

namespace postern::audit {

/// Adds the subcommand; when it ran, its exit code is stored: 0 clean, 1 findings, 2 not all of the
/// cluster could be judged.
void add_command(CLI::App& app, int& exit_code);

}  // namespace postern::audit
