// The counters and histograms that /metrics shows, in Prometheus' text format.
// Guarantees bounded labels: closed sets, names of exceptions up to a limit, no other name ever.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "cluster/lookup.h"
#include "front/stats.h"
#include "serve/exception_counters.h"
#include "serve/handler.h"
#include "serve/request_counters.h"

namespace postern::serve {

/// What is read again while serving; the last reading of each must have succeeded.
enum class Reloaded : std::uint8_t { kCertificate, kPolicy };

class Metrics final : public DecisionObserver {
 public:
  Metrics();

  void observe(const Decision& decision) override;

  /// Takes over what the front counted: connections by state, refusals by status.
  void set_front(const front::StatsSnapshot& stats);
  void set_lost_log_lines(std::uint64_t total);
  void set_certificate_expiry(double unix_seconds);
  void set_reload_success(Reloaded what, bool success);
  void count_lookup(cluster::LookupResult result);
  /// Names the policy in force; the one before is no longer shown.
  void set_policy(policy::PolicyHash hash);

  /// Prometheus text exposition format 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  void count_findings(const std::vector<rules::Finding>& findings);
  void count_finding(const rules::Finding& finding, std::string_view action);
  void count_would_deny(const Decision& decision);

  std::mutex totals_mutex_;  // one scrape at a time takes over totals that others count
  prometheus::Registry registry_;
  RequestCounters requests_;
  ExceptionCounters exceptions_;
  prometheus::Family<prometheus::Counter>& findings_;
  prometheus::Family<prometheus::Counter>& rejected_;
  prometheus::Family<prometheus::Counter>& would_deny_;
  prometheus::Family<prometheus::Counter>& rules_would_deny_;
  prometheus::Family<prometheus::Counter>& lookups_;
  prometheus::Counter& lost_log_lines_;
  prometheus::Family<prometheus::Gauge>& policy_info_;
  prometheus::Family<prometheus::Gauge>& connections_;
  prometheus::Histogram& duration_;
  prometheus::Gauge& certificate_expiry_;
  prometheus::Gauge& reload_success_;

  std::mutex mutex_;  // guards everything below
  prometheus::Gauge* policy_ = nullptr;
  std::set<Reloaded> failed_;
};

}  // namespace postern::serve
