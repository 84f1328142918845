// `postern policy`: lint, show and test policy files; schema, keys and profiles for the docs.
#pragma once

#include <CLI/App.hpp>

namespace postern::policy_command {

/// Adds the subcommands; when one ran, its exit code is stored: 0 good, 1 something is wrong with
/// the policy or a case failed, 2 could not run.
void add_command(CLI::App& app, int& exit_code);

}  // namespace postern::policy_command
