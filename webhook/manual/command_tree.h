// The command line as data: what completion scripts and the manual page are written from.
// Guarantees that it is read from the parser itself, so that neither can drift from it.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace postern::manual {

struct Flag {
  std::string short_name;  // "-h", or empty
  std::string long_name;   // "--help"; of a positional its name
  bool positional = false;
  bool required = false;
  bool repeatable = false;
  std::string argument;  // "FILE", "NS", ...; empty: takes none
  std::vector<std::string> choices;
  std::string description;
  std::string environment;    // the variable that does the same, or empty
  std::string default_value;  // as text, or empty
};

struct Command {
  std::string path;  // "check", "policy lint"; empty: the program
  std::string description;
  std::string footer;
  std::vector<Flag> flags;
  std::vector<std::string> subcommands;  // their names
};

/// The program first, then every command before its subcommands, in the order of --help.
[[nodiscard]] std::vector<Command> commands_of(const CLI::App& app);

/// The last word of the path.
[[nodiscard]] std::string_view name_of(const Command& command);
/// The path without its last word; empty for a command of the program itself.
[[nodiscard]] std::string_view parent_of(const Command& command);

}  // namespace postern::manual
