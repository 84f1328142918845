// postern: argv to subcommand.
#include <fmt/core.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "audit/command.h"
#include "base/utf8.h"
#include "base/version.h"
#include "certificate/command.h"
#include "check/command.h"
#include "explain_dsn/command.h"
#include "guide/command.h"
#include "manual/command.h"
#include "ping/command.h"
#include "policy_command/command.h"
#include "serve/command.h"

namespace {

constexpr int kBadUsage = 2;

bool is(const CLI::ParseError& error, CLI::ExitCodes code) {
  return error.get_exit_code() == static_cast<int>(code);
}

// CLI11's own texts quote values, and a value may be the connection string that somebody put on the
// command line. An option's name stands before the first colon.
std::string fault_of(const CLI::ParseError& error) {
  const std::string text = error.what();
  if (is(error, CLI::ExitCodes::ExtrasError)) {
    return "an argument that is not known";
  }
  if (is(error, CLI::ExitCodes::ConversionError)) {
    return "an option has a value that cannot be read";
  }
  if (is(error, CLI::ExitCodes::ValidationError)) {
    const std::size_t colon = text.find(": ");
    return text.starts_with('-') && colon != std::string::npos
               ? text.substr(0, colon) + " has a value that is not allowed"
               : "an argument has a value that is not allowed";
  }
  return text;
}

// One printable line of bounded length.
int report(const CLI::App& app, const CLI::ParseError& error) {
  if (is(error, CLI::ExitCodes::Success)) {
    return app.exit(error);  // --help, --version
  }
  fmt::print(stderr, "postern: {}; see --help\n", postern::printable(fault_of(error), 500));
  return kBadUsage;
}

int run(int argc, char** argv) {
  CLI::App app{"Postern: keeps wrong managed-Postgres configuration out of a Kubernetes cluster",
               "postern"};
  int exit_code = 0;
  app.set_version_flag("--version",
                       fmt::format("postern {} ({})", postern::version(), postern::commit()));
  app.require_subcommand(1);
  postern::audit::add_command(app, exit_code);
  postern::certificate::add_command(app, exit_code);
  postern::check::add_command(app, exit_code);
  postern::explain_dsn::add_command(app, exit_code);
  postern::guide::add_commands(app, exit_code);
  postern::manual::add_commands(app, exit_code);
  postern::ping::add_command(app, exit_code);
  postern::policy_command::add_command(app, exit_code);
  postern::serve::add_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return report(app, error);
  }
  return exit_code;
}

// Secrets are in memory: no core dump, no ptrace by others of the same user.
void keep_memory_private() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  static_cast<void>(setrlimit(RLIMIT_CORE, &none));
  static_cast<void>(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory_private();
  try {
    return run(argc, argv);
  } catch (const std::exception&) {
    // The text of an exception may quote input.
    std::fputs("postern: an internal error ended the program\n", stderr);
    return 3;
  }
}
