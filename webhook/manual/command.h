// `postern completion` and `postern man`: help for shells and for readers.
#pragma once

#include <CLI/App.hpp>

namespace postern::manual {

/// Adds both subcommands; they describe the whole of `app` as it is when they run.
void add_commands(CLI::App& app, int& exit_code);

}  // namespace postern::manual
