// The counters and histograms that /metrics shows, in Prometheus' text format.
// Guarantees bounded labels: kinds outside the registered ones count as "other", no names ever.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "front/stats.h"
#include "serve/handler.h"

namespace postern::serve {

class Metrics final : public DecisionObserver {
 public:
  Metrics();

  void observe(const Decision& decision) override;

  /// Takes over what the front counted: connections by state, refusals by status.
  void set_front(const front::StatsSnapshot& stats);
  void set_certificate_expiry(double unix_seconds);
  void set_reload_success(bool success);

  /// Prometheus text exposition format 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  void count_findings(const std::vector<rules::Finding>& findings);

  std::mutex rejected_mutex_;  // one scrape at a time takes over the front's totals
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Counter>& findings_;
  prometheus::Family<prometheus::Counter>& rejected_;
  prometheus::Family<prometheus::Gauge>& connections_;
  prometheus::Histogram& duration_;
  prometheus::Gauge& certificate_expiry_;
  prometheus::Gauge& reload_success_;
};

}  // namespace postern::serve
