#include "report/github.h"

#include <fmt/format.h>

#include <string_view>

#include "base/utf8.h"
#include "report/line.h"
#include "report/place.h"
#include "rules/rule.h"

namespace postern::report {
namespace {

constexpr std::string_view kInData = "%\r\n";
constexpr std::string_view kInProperty = "%\r\n:,";

// As the Actions toolkit escapes (packages/core/src/command.ts, escapeData and escapeProperty).
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    out += special.find(c) == std::string_view::npos
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string_view command_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDeny:
      return "error";
    case Outcome::kWarn:
      return "warning";
    case Outcome::kAudit:
    case Outcome::kExcepted:
      return "notice";
  }
  return "notice";
}

struct Annotation {
  std::string_view command;
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::string title;
  std::string text;
};

std::string command(const Annotation& annotation) {
  std::string properties;
  if (!annotation.file.empty()) {
    properties = fmt::format("file={},", escaped(annotation.file, kInProperty));
  }
  if (annotation.line != 0) {
    properties += fmt::format("line={},", annotation.line);
  }
  if (annotation.column != 0) {
    properties += fmt::format("col={},", annotation.column);
  }
  return fmt::format("::{} {}title={}::{}\n", annotation.command, properties,
                     escaped(annotation.title, kInProperty), escaped(annotation.text, kInData));
}

}  // namespace

std::string github(const Run& run) {
  std::string out;
  for (const LocatedFinding& located : run.findings) {
    out += command({.command = command_of(outcome_of(located)),
                    .file = shown_file(run, located.file),
                    .line = located.line,
                    .column = located.column,
                    .title = std::string(located.finding.rule->id.view()),
                    .text = described(located)});
  }
  for (const Fault& fault : run.faults) {
    out += command({.command = "error",
                    .file = shown_file(run, fault.file),
                    .line = fault.line,
                    .column = fault.column,
                    .title = "could not be judged",
                    .text = fault.reason.str()});
  }
  return out;
}

}  // namespace postern::report
