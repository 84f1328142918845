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

std::string outcome_label(LookupOutcome outcome) {
  switch (outcome) {
    case LookupOutcome::kCached:
      return "cached";
    case LookupOutcome::kFound:
      return "found";
    case LookupOutcome::kAbsent:
      return "absent";
    case LookupOutcome::kForbidden:
      return "forbidden";
    case LookupOutcome::kTimeout:
      return "timeout";
    case LookupOutcome::kError:
      return "error";
  }
  return "error";
}

constexpr std::array kLookupOutcomes = {LookupOutcome::kCached,  LookupOutcome::kFound,
                                        LookupOutcome::kAbsent,  LookupOutcome::kForbidden,
                                        LookupOutcome::kTimeout, LookupOutcome::kError};

// docs/http.md says when.
constexpr std::array kRefusals = {400, 404, 405, 411, 413, 414, 415, 417, 431, 500, 503, 505};

// Seconds; an admission is expected within a millisecond and given up after 30 s at most.
const prometheus::Histogram::BucketBoundaries kBuckets = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};

}  // namespace

Metrics::Metrics()
    : requests_(registry_),
      findings_(BuildCounter()
                    .Name("postern_rule_findings_total")
                    .Help("Findings by rule and effective action")
                    .Register(registry_)),
      rejected_(BuildCounter()
                    .Name("postern_http_rejected_total")
                    .Help("HTTP requests refused before they were judged, by status")
                    .Register(registry_)),
      exceptions_used_(BuildCounter()
                           .Name("postern_exceptions_used_total")
                           .Help("Findings that passed by an exception, by its name")
                           .Register(registry_)),
      exceptions_expired_(BuildCounter()
                              .Name("postern_exceptions_expired_total")
                              .Help("Requests to which an exception no longer applied, by its name")
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
  for (const LookupOutcome outcome : kLookupOutcomes) {
    lookups_.Add({{"result", outcome_label(outcome)}});
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
  count_exceptions(decision.verdict);
  count_would_deny(decision);
}

std::string Metrics::exception_label(const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (!exception_names_.contains(name) && exception_names_.size() >= kMaximumExceptions) {
    return std::string(policy::kOtherExceptions);
  }
  exception_names_.insert(name);
  return name;
}

void Metrics::count_exceptions(const engine::Verdict& verdict) {
  for (const engine::Excepted& excepted : verdict.excepted) {
    exceptions_used_.Add({{"exception", exception_label(excepted.exception)}}).Increment();
    findings_.Add({{"rule", std::string(excepted.finding.rule->id.view())}, {"action", "excepted"}})
        .Increment();
  }
  for (const std::string& name : verdict.expired) {
    exceptions_expired_.Add({{"exception", exception_label(name)}}).Increment();
  }
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
    findings_
        .Add({{"rule", std::string(finding.rule->id.view())},
              {"action", std::string(to_text(finding.action).view())}})
        .Increment();
  }
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

void Metrics::count_lookup(LookupOutcome outcome) {
  lookups_.Add({{"result", outcome_label(outcome)}}).Increment();
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
