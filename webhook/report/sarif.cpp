#include "report/sarif.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/version.h"
#include "policy/exceptions.h"
#include "report/fingerprints.h"
#include "report/line.h"
#include "report/place.h"
#include "report/sarif_rules.h"

// Section numbers are those of SARIF 2.1.0, OASIS Standard, 27 March 2020.
namespace postern::report {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view kUnreadable = "unreadable-input";

// "[text](target)" would be a link (3.11.6); names can be written so, messages never are.
std::string without_links(std::string text) {
  for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at)) {
    text.insert(at + 1, " ");
  }
  return text;
}

// Levels of results and of configurations (3.27.10).
std::string_view level_of(Action action) {
  switch (action) {
    case Action::kDeny:
      return "error";
    case Action::kWarn:
      return "warning";
    case Action::kAudit:
      return "note";
    case Action::kOff:
      return "none";
  }
  return "none";
}

// GitHub's importer asks for all four. One character, since where a value ends is not known; what
// has no place stands at the start of its file.
ordered_json region(std::size_t line, std::size_t column) {
  const std::size_t known_line = std::max<std::size_t>(line, 1);
  const std::size_t known_column = std::max<std::size_t>(column, 1);
  return {{"startLine", known_line},
          {"startColumn", known_column},
          {"endLine", known_line},
          {"endColumn", known_column + 1}};
}

ordered_json physical_location(const Run& run, const std::string& file, std::size_t line,
                               std::size_t column) {
  const std::string uri = file_uri(run, file);
  ordered_json artifact = {{"uri", uri}};
  // The root of the sources: where the checkout is, is the importer's to know (3.14.14).
  if (!uri.starts_with("file:")) {
    artifact["uriBaseId"] = "%SRCROOT%";
  }
  return {{"artifactLocation", std::move(artifact)}, {"region", region(line, column)}};
}

ordered_json location(const Run& run, const LocatedFinding& located) {
  ordered_json out = ordered_json::object();
  if (!located.file.empty()) {
    out["physicalLocation"] = physical_location(run, located.file, located.line, located.column);
  }
  const std::string path = located.finding.path.str();
  const ordered_json logical = {{"name", path.empty() ? std::string(located.name.view()) : path},
                                {"fullyQualifiedName", fmt::format("{}{}{}", object_of(located),
                                                                   path.empty() ? "" : ": ", path)},
                                {"kind", "member"}};
  out["logicalLocations"] = ordered_json::array({logical});
  return out;
}

// All results say whether they are suppressed, once one of them does (3.27.23).
ordered_json suppressions(const LocatedFinding& located) {
  ordered_json list = ordered_json::array();
  if (located.exception.empty()) {
    return list;
  }
  const bool in_source = located.exception == policy::kAnnotationException;
  const Name exception(located.exception);
  list.push_back({{"kind", in_source ? "inSource" : "external"},
                  {"status", "accepted"},
                  {"justification", fmt::format("exception {}", exception.view())}});
  return list;
}

ordered_json properties(const LocatedFinding& located) {
  return {{"action", to_text(outcome_of(located)).view()},
          {"kind", located.kind.view()},
          {"namespace", located.name_space.view()},
          {"name", located.name.view()},
          {"path", located.finding.path.str()},
          {"hint", located.finding.hint.view()}};
}

ordered_json result(const Run& run, const SarifRules& rules, const LocatedFinding& located,
                    rules::Fingerprint fingerprint) {
  const rules::Finding& finding = located.finding;
  return {{"ruleId", finding.rule->id.view()},
          {"ruleIndex", rules.index_of(*finding.rule)},
          {"kind", "fail"},
          {"level", level_of(finding.action)},
          {"message", {{"text", without_links(described(located))}}},
          {"locations", ordered_json::array({location(run, located)})},
          {"partialFingerprints", {{"posternFinding/v1", fingerprint.str()}}},
          {"suppressions", suppressions(located)},
          {"properties", properties(located)}};
}

ordered_json notification(const Run& run, const Fault& fault) {
  ordered_json out = {{"descriptor", {{"id", kUnreadable}, {"index", 0}}},
                      {"level", "error"},
                      {"message", {{"text", fault.reason.view()}}}};
  if (!fault.file.empty()) {
    const ordered_json place = {
        {"physicalLocation", physical_location(run, fault.file, fault.line, fault.column)}};
    out["locations"] = ordered_json::array({place});
  }
  return out;
}

ordered_json invocation(const Run& run) {
  ordered_json notifications = ordered_json::array();
  for (const Fault& fault : run.faults) {
    notifications.push_back(notification(run, fault));
  }
  return {{"executionSuccessful", run.faults.empty()},
          {"toolExecutionNotifications", std::move(notifications)}};
}

ordered_json driver(const SarifRules& rules) {
  const ordered_json unreadable = {
      {"id", kUnreadable}, {"shortDescription", {{"text", "An input that could not be judged"}}}};
  return {{"name", "Postern"},
          {"version", version()},
          {"semanticVersion", version()},
          {"rules", rules.descriptors()},
          {"notifications", ordered_json::array({unreadable})}};
}

}  // namespace

std::string sarif(const Run& run) {
  const SarifRules rules(run);
  const std::vector<rules::Fingerprint> fingerprints = fingerprints_of(run);
  ordered_json results = ordered_json::array();
  for (std::size_t i = 0; i < run.findings.size(); ++i) {
    results.push_back(result(run, rules, run.findings[i], fingerprints[i]));
  }
  const ordered_json scan = {{"tool", {{"driver", driver(rules)}}},
                             {"invocations", ordered_json::array({invocation(run)})},
                             {"columnKind", "unicodeCodePoints"},
                             {"results", std::move(results)}};
  const ordered_json log = {
      {"$schema", kSchema}, {"version", "2.1.0"}, {"runs", ordered_json::array({scan})}};
  return log.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace postern::report
