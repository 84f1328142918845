#include <fmt/format.h>
#include <fmt/ranges.h>

#include "manual/scripts.h"

namespace postern::manual {
namespace {

std::string as_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + "'";
}

std::string line(const Command& command, const Flag& flag) {
  std::string out = fmt::format("complete -c postern -n \"__postern_is '{}'\"", command.path);
  if (flag.long_name.starts_with("--")) {
    out += " -l " + flag.long_name.substr(2);
  }
  if (!flag.short_name.empty()) {
    out += " -s " + flag.short_name.substr(1);
  }
  if (!flag.choices.empty()) {
    out += fmt::format(" -x -a '{}'", fmt::join(flag.choices, " "));
  } else if (!flag.argument.empty()) {
    out += " -r -F";
  }
  return fmt::format("{} -d {}\n", out, as_word(flag.description));
}

std::string lines(const Command& command) {
  std::string out;
  for (const Flag& flag : command.flags) {
    if (!flag.positional) {
      out += line(command, flag);
    }
  }
  return out;
}

}  // namespace

std::string fish_completion(std::span<const Command> commands) {
  std::string steps;
  std::string completions;
  for (const Command& command : commands) {
    if (!command.path.empty()) {
      steps += fmt::format("            case '{} {}'\n                set command '{}'\n",
                           parent_of(command), name_of(command), command.path);
      completions +=
          fmt::format("complete -c postern -n \"__postern_is '{}'\" -f -a {} -d {}\n",
                      parent_of(command), name_of(command), as_word(command.description));
    }
    completions += lines(command);
  }
  return fmt::format(R"(# fish completion for postern: postern completion fish | source
function __postern_is
    set -l command ''
    for word in (commandline -opc)[2..-1]
        switch "$command $word"
{}        end
    end
    test "$command" = "$argv[1]"
end
{})",
                     steps, completions);
}

}  // namespace postern::manual
