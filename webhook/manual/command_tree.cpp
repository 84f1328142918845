#include "manual/command_tree.h"

#include <CLI/Option.hpp>
#include <deque>
#include <utility>

namespace postern::manual {
namespace {

// CLI::IsMember writes its choices into the type, "TEXT:{deny,warn,never}", and CLI::Transformer
// what becomes of them, too: "{json->0,text->1}".
std::vector<std::string> choices_in(std::string_view type) {
  std::vector<std::string> choices;
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}', open);
  if (open == std::string_view::npos || close == std::string_view::npos) {
    return choices;
  }
  std::string_view rest = type.substr(open + 1, close - open - 1);
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view choice = rest.substr(0, comma);
    choices.emplace_back(choice.substr(0, choice.find("->")));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return choices;
}

Flag flag_of(const CLI::Option& option) {
  Flag flag;
  flag.positional = option.get_positional();
  flag.required = option.get_required();
  flag.repeatable = option.get_items_expected_max() > 1;
  flag.description = option.get_description();
  flag.environment = option.get_envname();
  flag.default_value = option.get_default_str();
  if (!option.get_snames().empty()) {
    flag.short_name = "-" + option.get_snames().front();
  }
  if (flag.positional) {
    flag.long_name = option.get_name(true);
  } else if (!option.get_lnames().empty()) {
    flag.long_name = "--" + option.get_lnames().front();
  }
  if (option.get_items_expected_max() > 0) {
    const std::string type = option.get_type_name();
    flag.choices = choices_in(type);
    flag.argument = type.substr(0, type.find(':'));
  }
  return flag;
}

Command command_of(const CLI::App& app, const std::string& path) {
  Command command{.path = path, .description = app.get_description(), .footer = app.get_footer()};
  for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    command.flags.push_back(flag_of(*option));
  }
  return command;
}

}  // namespace

std::vector<Command> commands_of(const CLI::App& app) {
  std::vector<Command> commands;
  std::deque<std::pair<const CLI::App*, std::string>> pending = {{&app, ""}};
  while (!pending.empty()) {
    const auto [next, path] = std::move(pending.front());
    pending.pop_front();
    Command command = command_of(*next, path);
    std::deque<std::pair<const CLI::App*, std::string>> inside;
    for (const CLI::App* child : next->get_subcommands([](const CLI::App*) { return true; })) {
      command.subcommands.push_back(child->get_name());
      inside.emplace_back(child, path.empty() ? child->get_name() : path + " " + child->get_name());
    }
    pending.insert(pending.begin(), inside.begin(), inside.end());
    commands.push_back(std::move(command));
  }
  return commands;
}

std::string_view name_of(const Command& command) {
  const std::string_view path = command.path;
  return path.substr(path.rfind(' ') + 1);
}

std::string_view parent_of(const Command& command) {
  const std::size_t space = command.path.rfind(' ');
  return space == std::string::npos ? std::string_view()
                                    : std::string_view(command.path).substr(0, space);
}

}  // namespace postern::manual
