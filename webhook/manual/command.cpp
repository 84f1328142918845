#include "manual/command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "manual/scripts.h"

namespace postern::manual {
namespace {

std::string completion(const CLI::App& app, const std::string& shell) {
  const std::vector<Command> commands = commands_of(app);
  if (shell == "zsh") {
    return zsh_completion(commands);
  }
  return shell == "fish" ? fish_completion(commands) : bash_completion(commands);
}

}  // namespace

void add_commands(CLI::App& app, int& exit_code) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a completion script for a shell");
  command->add_option("shell", *shell, "The shell")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&app, shell, &exit_code] {
    fmt::print("{}", completion(app, *shell));
    exit_code = 0;
  });
  app.add_subcommand("man", "Print the manual page (postern man | man -l -)")
      ->callback([&app, &exit_code] {
        fmt::print("{}", man_page(commands_of(app)));
        exit_code = 0;
      });
}

}  // namespace postern::manual
