// postern_admission_requests_total: one counter for each combination of its labels.
// Guarantees bounded labels (kinds that the webhook does not register for count as "other"), and
// that counting is an atomic addition once a combination was seen.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "serve/handler.h"

namespace postern::serve {

/// The kinds that have a label of their own.
inline constexpr std::array kKindLabels = std::to_array<std::string_view>(
    {"Secret", "ConfigMap", "Pod", "PodTemplate", "Deployment", "ReplicaSet", "StatefulSet",
     "DaemonSet", "Job", "CronJob", "Scale", "ReplicationController"});

[[nodiscard]] std::string kind_label(std::string_view kind);
[[nodiscard]] std::string mode_label(policy::Mode mode);

class RequestCounters {
 public:
  explicit RequestCounters(prometheus::Registry& registry);

  /// Safe to call from many threads.
  void count(const Decision& decision);

 private:
  static constexpr std::size_t kKinds = kKindLabels.size() + 1;
  static constexpr std::size_t kOperations = 4;
  static constexpr std::size_t kModes = 3;
  static constexpr std::size_t kVerdicts = 3;

  [[nodiscard]] prometheus::Counter& find(const Decision& decision);

  prometheus::Family<prometheus::Counter>& family_;
  // Filled as combinations occur; a family gives the same counter for the same labels.
  std::array<std::atomic<prometheus::Counter*>, kKinds * kOperations * kModes * kVerdicts * 2>
      known_{};
};

}  // namespace postern::serve
