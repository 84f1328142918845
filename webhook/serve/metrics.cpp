#include "serve/metrics.h"

#include <prometheus/text_serializer.h>

#include <array>

#include "base/version.h"
#include "rules/rule.h"

namespace postern::serve {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

constexpr std::array kLookupResults = {
    cluster::LookupResult::kCached,  cluster::LookupResult::kFound,
    cluster::LookupResult::kAbsent,  cluster::LookupResult::kForbidden,
    cluster::LookupResult::kTimeout, cluster::LookupResult::kError};

std::string label(cluster::LookupResult result) {
  switch (result) {
    case cluster::LookupResult::kCached:
      return "cached";
    case cluster::LookupResult::kFound:
      return "found";
    case cluster::LookupResult::kAbsent:
      return "absent";
    case cluster::LookupResult::kForbidden:
      return "forbidden";
    case cluster::LookupResult::kTimeout:
      return "timeout";
    case cluster::LookupResult::kError:
      return "error";
  }
  return "error";
}

// docs/http.md says when.
constexpr std::array kRefusals = {400, 404, 405, 411, 413, 414, 415, 417, 431, 500, 503, 505};

// Seconds; an admission is expected within a millisecond and given up after 30 s at most.
const prometheus::Histogram::BucketBoundaries kBuckets = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};

}  // namespace

Metrics::Metrics()
    : requests_(registry_),
      // NOLINTNEXTLINE(bugprone-throw-keyword-missing): counts a policy's exceptions, throws none
      exceptions_(registry_),
      findings_(BuildCounter()
                    .Name("postern_rule_findings_total")
                    .Help("Findings by rule and effective action")
                    .Register(registry_)),
      rejected_(BuildCounter()
                    .Name("postern_http_rejected_total")
                    .Help("HTTP requests refused before they were judged, by status")
                    .Register(registry_)),
      would_deny_(BuildCounter()
                      .Name("postern_admission_would_deny_total")
                      .Help("Requests allowed only because of the mode warn or audit")
                      .Register(registry_)),
      rules_would_deny_(BuildCounter()
                            .Name("postern_rule_would_deny_total")
                            .Help("Requests that a rule would have refused in the mode enforce")
                            .Register(registry_)),
      lookups_(BuildCounter()
                   .Name("postern_lookup_total")
                   .Help("Lookups of other objects, by result")
                   .Register(registry_)),
      lost_log_lines_(BuildCounter()
                          .Name("postern_log_lines_lost_total")
                          .Help("Log lines lost because standard output was not read in time")
                          .Register(registry_)
                          .Add({})),
      policy_info_(BuildGauge()
                       .Name("postern_policy_info")
                       .Help("The policy in force, by its hash")
                       .Register(registry_)),
      connections_(BuildGauge()
                       .Name("postern_connections")
                       .Help("Open connections by state")
                       .Register(registry_)),
      duration_(BuildHistogram()
                    .Name("postern_admission_duration_seconds")
                    .Help("Time from the complete request to the reply")
                    .Register(registry_)
                    .Add({}, kBuckets)),
      certificate_expiry_(BuildGauge()
                              .Name("postern_certificate_expiry_seconds")
                              .Help("Unix time at which the serving certificate expires")
                              .Register(registry_)
                              .Add({})),
      reload_success_(BuildGauge()
                          .Name("postern_config_reload_success")
                          .Help("1 when the last reload of certificate and policy succeeded")
                          .Register(registry_)
                          .Add({})) {
  BuildGauge()
      .Name("postern_build_info")
      .Help("Version and commit of this build")
      .Register(registry_)
      .Add({{"version", std::string(version())}, {"commit", std::string(commit())}})
      .Set(1);
  reload_success_.Set(1);
  // Counters that begin at 0, so that a rate over their first increment is seen.
  for (const cluster::LookupResult result : kLookupResults) {
    lookups_.Add({{"result", label(result)}});
  }
  for (const int status : kRefusals) {
    rejected_.Add({{"code", std::to_string(status)}});
  }
}

void Metrics::observe(const Decision& decision) {
  requests_.count(decision);
  duration_.Observe(std::chrono::duration<double>(decision.latency).count());
  count_findings(decision.verdict.denials);
  count_findings(decision.verdict.warnings);
  count_findings(decision.verdict.recorded);
  for (const engine::Excepted& excepted : decision.verdict.excepted) {
    count_finding(excepted.finding, "excepted");
  }
  exceptions_.count(decision.verdict);
  count_would_deny(decision);
}

void Metrics::count_would_deny(const Decision& decision) {
  const engine::Verdict& verdict = decision.verdict;
  if (verdict.refusing.empty() || verdict.mode == policy::Mode::kEnforce) {
    return;
  }
  const std::string mode = mode_label(verdict.mode);
  would_deny_.Add({{"kind", kind_label(decision.review.type.kind)}, {"mode", mode}}).Increment();
  for (const rules::Rule* rule : verdict.refusing) {
    rules_would_deny_.Add({{"rule", std::string(rule->id.view())}, {"mode", mode}}).Increment();
  }
}

void Metrics::count_findings(const std::vector<rules::Finding>& findings) {
  for (const rules::Finding& finding : findings) {
    count_finding(finding, to_text(finding.action).view());
  }
}

void Metrics::count_finding(const rules::Finding& finding, std::string_view action) {
  findings_.Add({{"rule", std::string(finding.rule->id.view())}, {"action", std::string(action)}})
      .Increment();
}

void Metrics::set_front(const front::StatsSnapshot& stats) {
  for (std::size_t i = 0; i < stats.connections.size(); ++i) {
    const auto state = static_cast<front::ConnectionState>(i);
    connections_.Add({{"state", std::string(to_text(state).view())}})
        .Set(static_cast<double>(stats.connections[i]));
  }
  const std::lock_guard lock(totals_mutex_);
  for (const auto& [status, total] : stats.refused) {
    prometheus::Counter& counter = rejected_.Add({{"code", std::to_string(status)}});
    counter.Increment(static_cast<double>(total) - counter.Value());
  }
}

void Metrics::set_lost_log_lines(std::uint64_t total) {
  const std::lock_guard lock(totals_mutex_);
  lost_log_lines_.Increment(static_cast<double>(total) - lost_log_lines_.Value());
}

void Metrics::set_certificate_expiry(double unix_seconds) { certificate_expiry_.Set(unix_seconds); }

void Metrics::set_reload_success(Reloaded what, bool success) {
  const std::lock_guard lock(mutex_);
  if (success) {
    failed_.erase(what);
  } else {
    failed_.insert(what);
  }
  reload_success_.Set(failed_.empty() ? 1 : 0);
}

void Metrics::count_lookup(cluster::LookupResult result) {
  lookups_.Add({{"result", label(result)}}).Increment();
}

void Metrics::set_policy(policy::PolicyHash hash) {
  const std::lock_guard lock(mutex_);
  prometheus::Gauge& info = policy_info_.Add({{"hash", hash.str()}});
  info.Set(1);
  if (policy_ != nullptr && policy_ != &info) {
    policy_info_.Remove(policy_);
  }
  policy_ = &info;
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace postern::serve
