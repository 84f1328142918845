#include <fmt/format.h>
#include <fmt/ranges.h>

#include "manual/scripts.h"

namespace postern::manual {
namespace {

// For text between single quotes in which _arguments gives brackets and colons a meaning.
std::string for_arguments(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out;
}

std::string action_of(const Flag& flag) {
  return flag.choices.empty() ? "_files" : fmt::format("({})", fmt::join(flag.choices, " "));
}

std::string specification(const Flag& flag) {
  if (flag.positional) {
    return fmt::format("'{}:{}:{}'", flag.repeatable ? "*" : "", for_arguments(flag.long_name),
                       action_of(flag));
  }
  const std::string star = flag.repeatable ? "*" : "";
  const std::string text = for_arguments(flag.description);
  if (flag.argument.empty()) {
    return fmt::format("'{}{}[{}]'", star, flag.long_name, text);
  }
  return fmt::format("'{}{}=[{}]:{}:{}'", star, flag.long_name, text, for_arguments(flag.argument),
                     action_of(flag));
}

const Command* find(std::span<const Command> commands, std::string_view parent,
                    std::string_view name) {
  for (const Command& command : commands) {
    if (!command.path.empty() && parent_of(command) == parent && name_of(command) == name) {
      return &command;
    }
  }
  return nullptr;
}

std::string case_of(const Command& command, std::span<const Command> commands) {
  std::string out = fmt::format("    '{}')\n", command.path);
  if (!command.subcommands.empty()) {
    out += "      local -a subcommands=(\n";
    for (const std::string& name : command.subcommands) {
      const Command* child = find(commands, command.path, name);
      out += fmt::format("        '{}:{}'\n", name,
                         child == nullptr ? "" : for_arguments(child->description));
    }
    out += "      )\n      [[ $PREFIX != -* ]] && _describe command subcommands && return\n";
  }
  out += "      _arguments -s";
  for (const Flag& flag : command.flags) {
    out += " \\\n        " + specification(flag);
  }
  return out + "\n      ;;\n";
}

}  // namespace

std::string zsh_completion(std::span<const Command> commands) {
  std::string steps;
  for (const Command& command : commands.subspan(1)) {
    steps += fmt::format("      '{} {}') command='{}' depth=i ;;\n", parent_of(command),
                         name_of(command), command.path);
  }
  std::string cases;
  for (const Command& command : commands) {
    cases += case_of(command, commands);
  }
  return fmt::format(R"(#compdef postern
# zsh completion for postern: postern completion zsh > "${{fpath[1]}}/_postern"
_postern() {{
  local command=''
  local -i i depth=1
  for ((i = 2; i < CURRENT; i++)); do
    case "$command $words[i]" in
{}    esac
  done
  # What _arguments sees begins with the command itself.
  words=("${{(@)words[depth,-1]}}")
  ((CURRENT -= depth - 1))
  case $command in
{}  esac
}}
if [[ $funcstack[1] == _postern ]]; then
  _postern "$@"
else
  compdef _postern postern
fi
)",
                     steps, cases);
}

}  // namespace postern::manual
