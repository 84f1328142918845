// `postern certs ensure`: its arguments, and its life as a process.
// Guarantees exit 0 on SIGTERM with --watch, and within one request's time.
#pragma once

#include <CLI/App.hpp>

namespace postern::certificate {

void add_ensure(CLI::App& certs, int& exit_code);

}  // namespace postern::certificate
