// `postern ping`: asks a running webhook to judge two Secrets, as an API server would.
// Guarantees exit 0 when it judges, 1 when it refuses what is sound, and 2 when it cannot be asked.
#pragma once

#include <CLI/App.hpp>

namespace postern::ping {

void add_command(CLI::App& app, int& exit_code);

}  // namespace postern::ping
