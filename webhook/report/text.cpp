#include "report/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <set>
#include <string_view>

#include "base/utf8.h"
#include "report/line.h"
#include "rules/rule.h"

namespace postern::report {
namespace {

constexpr std::size_t kLongestFile = 4096;

// "file:14:9: "; nothing for an object of the cluster.
std::string place(const LocatedFinding& located, Colour colour) {
  std::string place = printable(located.file, kLongestFile);
  if (place.empty()) {
    return place;
  }
  if (located.line != 0) {
    place += fmt::format(":{}:{}", located.line, located.column);
  }
  return coloured(place, kBold, colour) + ": ";
}

std::string_view code_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDeny:
      return kRed;
    case Outcome::kWarn:
      return kYellow;
    case Outcome::kAudit:
      return kBlue;
    case Outcome::kExcepted:
      return kDim;
  }
  return kDim;
}

//    14 |           value: ********
//       |                  ^
std::string excerpt(const LocatedFinding& located, Colour colour) {
  const Excerpt& shown = located.excerpt;
  if (shown.text.empty() || located.line == 0) {
    return {};
  }
  const std::string gutter = fmt::format("{:>5} | ", located.line);
  const std::string margin = fmt::format("{:>{}} | ", "", gutter.size() - 3);
  const std::string caret = fmt::format("{:>{}}", '^', shown.caret);
  return fmt::format("{}{}\n{}{}\n", coloured(gutter, kDim, colour), shown.text,
                     coloured(margin, kDim, colour),
                     coloured(caret, code_of(outcome_of(located)), colour));
}

std::string finding(const LocatedFinding& located, Colour colour) {
  const Outcome outcome = outcome_of(located);
  std::string out =
      fmt::format("{}{}: {}: {}", place(located, colour),
                  coloured(to_text(outcome).view(), code_of(outcome), colour), object_of(located),
                  line(located.finding, std::numeric_limits<std::size_t>::max()));
  if (outcome == Outcome::kExcepted) {
    out += fmt::format(" (excepted by {})", Name(located.exception).view());
  }
  return out + "\n";
}

std::string advice(const Run& run) {
  std::set<std::string_view> rules;
  for (const LocatedFinding& located : run.findings) {
    rules.insert(located.finding.rule->id.view());
  }
  return fmt::format("run: postern explain {}\n", fmt::join(rules, "|"));
}

}  // namespace

std::string text(const Run& run, Colour colour) {
  std::string out;
  for (const LocatedFinding& located : run.findings) {
    out += finding(located, colour);
    if (outcome_of(located) != Outcome::kExcepted) {
      out += excerpt(located, colour);
    }
  }
  return run.findings.empty() ? out : out + "\n" + advice(run);
}

}  // namespace postern::report
