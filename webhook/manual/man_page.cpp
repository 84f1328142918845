#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/version.h"
#include "manual/scripts.h"

namespace postern::manual {
namespace {

// groff_man(7): a hyphen that is meant as a minus, a backslash, and no line that is a request.
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) {
      out += "\\&";
    }
    line_begins = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

std::string argument_of(const Flag& flag) {
  return flag.choices.empty() ? flag.argument : fmt::format("{}", fmt::join(flag.choices, "|"));
}

std::string term_of(const Flag& flag) {
  if (flag.positional) {
    return fmt::format("\\fI{}\\fR{}", roff(upper(flag.long_name)), flag.repeatable ? " ..." : "");
  }
  std::string names = roff(flag.long_name);
  if (!flag.short_name.empty()) {
    names = fmt::format("{}\\fR, \\fB{}", roff(flag.short_name), names);
  }
  const std::string argument = argument_of(flag);
  return argument.empty() ? fmt::format("\\fB{}\\fR", names)
                          : fmt::format(R"(\fB{}\fR \fI{}\fR)", names, roff(argument));
}

std::string entry_of(const Flag& flag) {
  std::string text = fmt::format(".TP\n{}\n{}.", term_of(flag), roff(flag.description));
  if (!flag.default_value.empty()) {
    text += fmt::format("\nDefault: {}.", roff(flag.default_value));
  }
  if (!flag.environment.empty()) {
    text += fmt::format("\nEnvironment: {}.", roff(flag.environment));
  }
  return text + "\n";
}

std::string synopsis_of(const Command& command) {
  std::string out = fmt::format(R"(\fBpostern {}\fR [\fIOPTION\fR]...)", roff(command.path));
  for (const Flag& flag : command.flags) {
    if (!flag.positional) {
      continue;
    }
    const std::string name = fmt::format("\\fI{}\\fR", roff(upper(flag.long_name)));
    out += flag.required ? " " + name : fmt::format(" [{}]", name);
    out += flag.repeatable ? "..." : "";
  }
  return out;
}

std::string section_of(const Command& command) {
  std::string out = fmt::format(".SS {}\n{}\n.PP\n{}.\n", roff(command.path), synopsis_of(command),
                                roff(command.description));
  for (const Flag& flag : command.flags) {
    if (flag.long_name != "--help") {
      out += entry_of(flag);
    }
  }
  if (!command.footer.empty()) {
    out += fmt::format(".PP\n{}\n", roff(command.footer));
  }
  return out;
}

}  // namespace

std::string man_page(std::span<const Command> commands) {
  std::string out = fmt::format(
      ".\\\" Written by `postern man` from the command line's own description.\n"
      ".TH POSTERN 1 \"\" \"Postern {}\" \"User Commands\"\n"
      ".SH NAME\npostern \\- {}\n"
      ".SH SYNOPSIS\n\\fBpostern\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...\n"
      ".SH COMMANDS\n",
      version(), roff("keeps wrong managed-Postgres configuration out of a Kubernetes cluster"));
  for (const Command& command : commands) {
    if (!command.path.empty() && command.subcommands.empty()) {
      out += section_of(command);
    }
  }
  out +=
      ".SH EXIT STATUS\n.TP\n0\nNothing is wrong.\n.TP\n1\nSomething was found.\n"
      ".TP\n2\nThe command could not run, or not to its end; standard error says why.\n";
  return out;
}

}  // namespace postern::manual
