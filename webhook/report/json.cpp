#include "report/json.h"

#include <nlohmann/json.hpp>

#include "report/fingerprints.h"
#include "report/place.h"
#include "rules/rule.h"

namespace postern::report {
namespace {

using nlohmann::ordered_json;

ordered_json number_or_null(std::size_t number) {
  return number == 0 ? ordered_json() : ordered_json(number);
}

ordered_json summary(const Run& run) {
  const Tally counts = tally(run.findings);
  return {{"objects", run.objects},
          {"skipped", run.skipped},
          {"findings", run.findings.size()},
          {"deny", counts.deny},
          {"warn", counts.warn},
          {"audit", counts.audit},
          {"excepted", counts.excepted},
          {"faults", run.faults.size()}};
}

ordered_json entry(const Run& run, const LocatedFinding& located, rules::Fingerprint fingerprint) {
  const rules::Finding& finding = located.finding;
  ordered_json out = {{"rule", finding.rule->id.view()},
                      {"action", to_text(outcome_of(located)).view()},
                      {"severity", to_text(severity_of(*finding.rule)).view()},
                      {"kind", located.kind.view()},
                      {"namespace", located.name_space.view()},
                      {"name", located.name.view()},
                      {"path", finding.path.str()},
                      {"message", finding.message.view()},
                      {"hint", finding.hint.view()},
                      {"file", shown_file(run, located.file)},
                      {"line", number_or_null(located.line)},
                      {"column", number_or_null(located.column)},
                      {"fingerprint", fingerprint.str()}};
  if (!located.exception.empty()) {
    out["exception"] = Name(located.exception).view();
  }
  return out;
}

ordered_json entry(const Run& run, const Fault& fault) {
  return {{"file", shown_file(run, fault.file)},
          {"line", number_or_null(fault.line)},
          {"column", number_or_null(fault.column)},
          {"message", fault.reason.view()}};
}

}  // namespace

std::string json(const Run& run) {
  const std::vector<rules::Fingerprint> fingerprints = fingerprints_of(run);
  ordered_json findings = ordered_json::array();
  for (std::size_t i = 0; i < run.findings.size(); ++i) {
    findings.push_back(entry(run, run.findings[i], fingerprints[i]));
  }
  ordered_json faults = ordered_json::array();
  for (const Fault& fault : run.faults) {
    faults.push_back(entry(run, fault));
  }
  const ordered_json document = {{"schemaVersion", 1},
                                 {"summary", summary(run)},
                                 {"findings", std::move(findings)},
                                 {"faults", std::move(faults)}};
  // All text is printable() already; `replace` keeps a slip from ending the program.
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace postern::report
