// From the body of one admission request to the reply: decode, evaluate, decide, encode, record.
// Guarantees an answer for every body, and that nothing but this thread's reader is kept.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/lookup.h"
#include "engine/decide.h"
#include "policy/policy.h"
#include "serve/review.h"

namespace postern::serve {

/// What was decided, for the log and the metrics. Refers to the request, do not keep it.
struct Decision {
  const Review& review;
  const engine::Verdict& verdict;
  std::chrono::microseconds latency;
};

/// Told of every decision. Called from many threads at once.
class DecisionObserver {
 public:
  DecisionObserver() = default;
  DecisionObserver(const DecisionObserver&) = delete;
  DecisionObserver& operator=(const DecisionObserver&) = delete;
  virtual ~DecisionObserver() = default;
  virtual void observe(const Decision& decision) = 0;
};

class Handler {
 public:
  /// `policy` is asked at every request, so that a reload takes effect at once.
  /// `lookup`: null where nothing can be looked up; else used when the policy says so.
  Handler(std::function<std::shared_ptr<const policy::Policy>()> policy, cluster::Lookup* lookup,
          std::vector<DecisionObserver*> observers, std::size_t maximum_body);

  /// Judges one body, behind which kube::kJsonPadding bytes must be readable. Safe to call from
  /// many threads. Fails with a reason that quotes nothing when the body is no review (HTTP 400).
  /// Lookups end at `patience`, so that the verdict comes while somebody waits for it.
  [[nodiscard]] Result<std::string> handle(std::string_view body,
                                           std::chrono::steady_clock::time_point patience) const;

 private:
  [[nodiscard]] engine::Verdict judge(const Review& review,
                                      std::chrono::steady_clock::time_point patience) const;

  std::function<std::shared_ptr<const policy::Policy>()> policy_;
  cluster::Lookup* lookup_;
  std::vector<DecisionObserver*> observers_;
  std::size_t maximum_body_;
};

}  // namespace postern::serve
