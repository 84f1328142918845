// `postern check`: the webhook's verdict on manifests, before the cluster.
#pragma once

#include <CLI/App.hpp>

namespace postern::check {

/// Adds the subcommand; when it ran, its exit code is stored: 0 clean, 1 findings, 2 could not run.
void add_command(CLI::App& app, int& exit_code);

}  // namespace postern::check
