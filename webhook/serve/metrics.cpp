#include "serve/metrics.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>

#include "base/version.h"
#include "rules/rule.h"

namespace postern::serve {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

// The kinds that the webhook registers for; a label must not grow with what a client sends.
constexpr std::array kKinds = {"Secret",     "ConfigMap",  "Pod",         "PodTemplate",
                               "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet",
                               "Job",        "CronJob",    "Scale",       "ReplicationController"};

std::string kind_label(std::string_view kind) {
  return std::ranges::find(kKinds, kind) == kKinds.end() ? "other" : std::string(kind);
}

std::string operation_label(engine::Operation operation) {
  switch (operation) {
    case engine::Operation::kCreate:
      return "create";
    case engine::Operation::kUpdate:
      return "update";
    case engine::Operation::kDelete:
      return "delete";
    case engine::Operation::kConnect:
      return "connect";
  }
  return "create";
}

std::string verdict_label(const engine::Verdict& verdict) {
  if (!verdict.allowed) {
    return "denied";
  }
  return verdict.warnings.empty() ? "allowed" : "warned";
}

// Seconds; an admission is expected within a millisecond and given up after 30 s at most.
const prometheus::Histogram::BucketBoundaries kBuckets = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};

}  // namespace

Metrics::Metrics()
    : requests_(BuildCounter()
                    .Name("postern_admission_requests_total")
                    .Help("Admission requests judged")
                    .Register(registry_)),
      findings_(BuildCounter()
                    .Name("postern_rule_findings_total")
                    .Help("Findings by rule and effective action")
                    .Register(registry_)),
      rejected_(BuildCounter()
                    .Name("postern_http_rejected_total")
                    .Help("HTTP requests refused before they were judged, by status")
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
}

void Metrics::observe(const Decision& decision) {
  const Review& review = decision.review;
  requests_
      .Add({{"kind", kind_label(review.type.kind)},
            {"operation", operation_label(review.operation)},
            {"mode", std::string(to_text(decision.verdict.mode).view())},
            {"verdict", verdict_label(decision.verdict)},
            {"dry_run", review.dry_run ? "true" : "false"}})
      .Increment();
  duration_.Observe(std::chrono::duration<double>(decision.latency).count());
  count_findings(decision.verdict.denials);
  count_findings(decision.verdict.warnings);
  count_findings(decision.verdict.recorded);
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
  const std::lock_guard lock(rejected_mutex_);
  for (const auto& [status, total] : stats.refused) {
    prometheus::Counter& counter = rejected_.Add({{"code", std::to_string(status)}});
    counter.Increment(static_cast<double>(total) - counter.Value());
  }
}

void Metrics::set_certificate_expiry(double unix_seconds) { certificate_expiry_.Set(unix_seconds); }

void Metrics::set_reload_success(bool success) { reload_success_.Set(success ? 1 : 0); }

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace postern::serve
