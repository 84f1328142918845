#include <fmt/format.h>
#include <fmt/ranges.h>

#include "manual/scripts.h"

namespace postern::manual {
namespace {

// Steps into a subcommand: `' check') command=check ;;`.
std::string steps(std::span<const Command> commands) {
  std::string out;
  for (const Command& command : commands.subspan(1)) {
    out += fmt::format("      '{} {}') command='{}' ;;\n", parent_of(command), name_of(command),
                       command.path);
  }
  return out;
}

// What follows a flag that takes an argument; files where nothing else is known.
std::string arguments(std::span<const Command> commands) {
  std::string out;
  for (const Command& command : commands) {
    for (const Flag& flag : command.flags) {
      if (!flag.positional && !flag.argument.empty()) {
        out += fmt::format("    '{} {}') words='{}' ;;\n", command.path, flag.long_name,
                           fmt::join(flag.choices, " "));
      }
    }
  }
  return out;
}

std::string words_of(const Command& command) {
  std::vector<std::string> flags;
  for (const Flag& flag : command.flags) {
    if (!flag.positional) {
      flags.push_back(flag.long_name);
    }
  }
  return fmt::format("    '{}') subcommands='{}' flags='{}' ;;\n", command.path,
                     fmt::join(command.subcommands, " "), fmt::join(flags, " "));
}

std::string words(std::span<const Command> commands) {
  std::string out;
  for (const Command& command : commands) {
    out += words_of(command);
  }
  return out;
}

}  // namespace

std::string bash_completion(std::span<const Command> commands) {
  return fmt::format(R"(# bash completion for postern: source <(postern completion bash)
_postern() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}}
  local command='' word words subcommands='' flags=''
  # --flag=value comes as three words.
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]] && ((COMP_CWORD > 2)); then
    previous=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$command $word" in
{}    esac
  done
  COMPREPLY=()
  case "$command $previous" in
{}    *) words=none ;;
  esac
  if [[ $words != none ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    return
  fi
  case $command in
{}  esac
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -W "$subcommands" -- "$current")
  fi
}}
# Without an answer: files.
complete -o default -F _postern postern
)",
                     steps(commands), arguments(commands), words(commands));
}

}  // namespace postern::manual
