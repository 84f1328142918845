// `postern rules` and `postern explain`: what the rules are, for people and for the docs.
#pragma once

#include <CLI/App.hpp>

namespace postern::guide {

/// Adds both subcommands; a subcommand that ran has stored its exit code.
void add_commands(CLI::App& app, int& exit_code);

}  // namespace postern::guide
