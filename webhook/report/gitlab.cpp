#include "report/gitlab.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "report/fingerprints.h"
#include "report/line.h"
#include "report/place.h"
#include "rules/rule.h"

namespace postern::report {
namespace {

using nlohmann::ordered_json;

std::string_view severity_for(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDeny:
      return "critical";
    case Outcome::kWarn:
      return "minor";
    case Outcome::kAudit:
    case Outcome::kExcepted:
      return "info";
  }
  return "info";
}

ordered_json location(const Run& run, const std::string& file, std::size_t line) {
  return {{"path", shown_file(run, file)}, {"lines", {{"begin", std::max<std::size_t>(line, 1)}}}};
}

ordered_json entry(const Run& run, const LocatedFinding& located, rules::Fingerprint fingerprint) {
  return {{"description", described(located)},
          {"check_name", located.finding.rule->id.view()},
          {"fingerprint", fingerprint.str()},
          {"severity", severity_for(outcome_of(located))},
          {"location", location(run, located.file, located.line)}};
}

ordered_json entry(const Run& run, const Fault& fault) {
  rules::Fingerprint print = rules::extended({}, repository_path(run, fault.file));
  print = rules::extended(print, fmt::format("{}:{}", fault.line, fault.column));
  return {{"description", fmt::format("could not be judged: {}", fault.reason.view())},
          {"check_name", "unreadable-input"},
          {"fingerprint", rules::extended(print, fault.reason.view()).str()},
          {"severity", "blocker"},
          {"location", location(run, fault.file, fault.line)}};
}

}  // namespace

std::string gitlab(const Run& run) {
  const std::vector<rules::Fingerprint> fingerprints = fingerprints_of(run);
  ordered_json entries = ordered_json::array();
  for (std::size_t i = 0; i < run.findings.size(); ++i) {
    if (!run.findings[i].file.empty()) {
      entries.push_back(entry(run, run.findings[i], fingerprints[i]));
    }
  }
  for (const Fault& fault : run.faults) {
    entries.push_back(entry(run, fault));
  }
  return entries.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace postern::report
