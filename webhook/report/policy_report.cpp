#include "report/policy_report.h"

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "report/line.h"
#include "rules/rule.h"

namespace postern::report {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kLongestMessage = 1024;
constexpr std::string_view kPolicy = "postern";

// The words of the kind, worst first.
enum class Result : std::uint8_t { kError, kFail, kWarn, kSkip, kPass };
constexpr std::array<std::string_view, 5> kWords = {"error", "fail", "warn", "skip", "pass"};

std::string_view word_of(Result result) { return kWords.at(static_cast<std::size_t>(result)); }

// What is only recorded is no failure, and not as it should be either.
Result result_of(const LocatedFinding& located) {
  switch (outcome_of(located)) {
    case Outcome::kDeny:
      return Result::kFail;
    case Outcome::kWarn:
    case Outcome::kAudit:
      return Result::kWarn;
    case Outcome::kExcepted:
      return Result::kSkip;
  }
  return Result::kWarn;
}

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "high";
    case Severity::kWarning:
      return "medium";
    case Severity::kNote:
      return "low";
  }
  return "low";
}

std::string_view api_version_of(std::string_view kind) {
  constexpr std::array<std::string_view, 4> kApps = {"Deployment", "ReplicaSet", "StatefulSet",
                                                     "DaemonSet"};
  if (std::ranges::find(kApps, kind) != kApps.end()) {
    return "apps/v1";
  }
  return kind == "Job" || kind == "CronJob" ? "batch/v1" : "v1";
}

ordered_json resource(std::string_view kind, const std::string& name_space, std::string_view name) {
  return ordered_json::array({{{"apiVersion", api_version_of(kind)},
                               {"kind", kind},
                               {"namespace", name_space},
                               {"name", name}}});
}

// Every value of `properties` is text, as the kind wants it.
ordered_json row(const LocatedFinding& located, const std::string& name_space) {
  const rules::Finding& finding = located.finding;
  ordered_json properties = {{"action", to_text(outcome_of(located)).view()},
                             {"path", finding.path.str()},
                             {"fingerprint", finding.fingerprint.str()}};
  if (!located.exception.empty()) {
    properties["exception"] = Name(located.exception).view();
  }
  return {{"source", kPolicy},
          {"policy", kPolicy},
          {"rule", finding.rule->id.view()},
          {"category", "Postgres"},
          {"severity", severity_word(severity_of(*finding.rule))},
          {"result", word_of(result_of(located))},
          // The kind's own words: warn counts "unscored policies whose requirements were not met".
          {"scored", result_of(located) != Result::kWarn},
          {"message", line(finding, kLongestMessage)},
          {"resources", resource(located.kind.view(), name_space, located.name.view())},
          {"properties", std::move(properties)}};
}

ordered_json row(const Passed& passed, const std::string& name_space) {
  return {{"source", kPolicy},
          {"policy", kPolicy},
          {"category", "Postgres"},
          {"result", word_of(Result::kPass)},
          {"scored", true},
          {"resources", resource(passed.kind.view(), name_space, passed.name.view())}};
}

ordered_json row_of_incomplete() {
  return {{"source", kPolicy},
          {"policy", kPolicy},
          {"category", "Postgres"},
          {"result", word_of(Result::kError)},
          {"scored", true},
          {"message", "not everything in the namespace could be judged; the audit's log says why"}};
}

class Rows {
 public:
  void add(Result result, const std::function<ordered_json()>& make) {
    ++counts_.at(static_cast<std::size_t>(result));
    if (rows_.size() >= kMostResults || bytes_ >= kMostBytes) {
      ++left_out_;
      return;
    }
    ordered_json row = make();
    bytes_ += row.dump(-1, ' ', false, ordered_json::error_handler_t::replace).size() + 1;
    if (bytes_ >= kMostBytes) {
      ++left_out_;
      return;
    }
    rows_.push_back(std::move(row));
  }

  [[nodiscard]] ordered_json summary() const {
    ordered_json out;
    for (std::size_t i = 0; i < kWords.size(); ++i) {
      out[std::string(kWords.at(i))] = counts_.at(i);
    }
    return out;
  }
  [[nodiscard]] std::size_t left_out() const { return left_out_; }
  [[nodiscard]] ordered_json take() { return std::move(rows_); }

 private:
  ordered_json rows_ = ordered_json::array();
  std::array<std::size_t, kWords.size()> counts_{};
  std::size_t bytes_ = 0;
  std::size_t left_out_ = 0;
};

Rows rows_of(const NamespaceReport& report) {
  Rows rows;
  if (!report.complete) {
    rows.add(Result::kError, row_of_incomplete);
  }
  for (const Result result : {Result::kFail, Result::kWarn, Result::kSkip}) {
    for (const LocatedFinding* located : report.findings) {
      if (result_of(*located) == result) {
        rows.add(result, [&] { return row(*located, report.name_space); });
      }
    }
  }
  for (const Passed& passed : report.passed) {
    rows.add(Result::kPass, [&] { return row(passed, report.name_space); });
  }
  return rows;
}

}  // namespace

std::string policy_report(const NamespaceReport& report) {
  Rows rows = rows_of(report);
  ordered_json metadata = {
      {"name", kPolicyReportName.view()},
      {"namespace", report.name_space},
      {"labels",
       {{"app.kubernetes.io/name", kPolicy}, {kManagedByLabel.view(), kManagedBy.view()}}}};
  if (rows.left_out() != 0) {
    metadata["annotations"] = {{"postern.dev/left-out", std::to_string(rows.left_out())}};
  }
  ordered_json summary = rows.summary();
  const ordered_json document = {{"apiVersion", "wgpolicyk8s.io/v1alpha2"},
                                 {"kind", "PolicyReport"},
                                 {"metadata", std::move(metadata)},
                                 {"summary", std::move(summary)},
                                 {"results", rows.take()}};
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace postern::report
