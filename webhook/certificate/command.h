// `postern certs`: the certificates of the webhook.
// Guarantees exit 0 when they are as asked for, and 2 with the reason on standard error otherwise.
#pragma once

#include <CLI/App.hpp>

namespace postern::certificate {

void add_command(CLI::App& app, int& exit_code);

}  // namespace postern::certificate
