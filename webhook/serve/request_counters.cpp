#include "serve/request_counters.h"

#include <algorithm>
#include <cstdint>

namespace postern::serve {
namespace {

enum class Outcome : std::uint8_t { kAllowed, kWarned, kDenied };

Outcome outcome_of(const engine::Verdict& verdict) {
  if (!verdict.allowed) {
    return Outcome::kDenied;
  }
  return verdict.warnings.empty() ? Outcome::kAllowed : Outcome::kWarned;
}

std::string label(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAllowed:
      return "allowed";
    case Outcome::kWarned:
      return "warned";
    case Outcome::kDenied:
      return "denied";
  }
  return "denied";
}

std::string label(engine::Operation operation) {
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

// The place of a kind in kKindLabels; behind the last for the others.
std::size_t index_of(std::string_view kind) {
  return static_cast<std::size_t>(std::ranges::find(kKindLabels, kind) - kKindLabels.begin());
}

}  // namespace

std::string kind_label(std::string_view kind) {
  return index_of(kind) == kKindLabels.size() ? "other" : std::string(kind);
}

std::string mode_label(policy::Mode mode) { return std::string(to_text(mode).view()); }

RequestCounters::RequestCounters(prometheus::Registry& registry)
    : family_(prometheus::BuildCounter()
                  .Name("postern_admission_requests_total")
                  .Help("Admission requests judged")
                  .Register(registry)) {}

prometheus::Counter& RequestCounters::find(const Decision& decision) {
  const Review& review = decision.review;
  return family_.Add({{"kind", kind_label(review.type.kind)},
                      {"operation", label(review.operation)},
                      {"mode", mode_label(decision.verdict.mode)},
                      {"verdict", label(outcome_of(decision.verdict))},
                      {"dry_run", review.dry_run ? "true" : "false"}});
}

void RequestCounters::count(const Decision& decision) {
  const Review& review = decision.review;
  std::size_t index = index_of(review.type.kind);
  index = index * kOperations + static_cast<std::size_t>(review.operation);
  index = index * kModes + static_cast<std::size_t>(decision.verdict.mode);
  index = index * kVerdicts + static_cast<std::size_t>(outcome_of(decision.verdict));
  index = index * 2 + (review.dry_run ? 1 : 0);
  std::atomic<prometheus::Counter*>& known = known_.at(index);
  prometheus::Counter* counter = known.load(std::memory_order_acquire);
  if (counter == nullptr) {
    counter = &find(decision);
    known.store(counter, std::memory_order_release);
  }
  counter->Increment();
}

}  // namespace postern::serve
