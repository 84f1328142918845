// Which Secrets and ConfigMaps a pod template refers to, and how.
// Guarantees a bounded list: beyond kMostUses references the rest is left out.
#pragma once

#include <cstddef>
#include <forward_list>
#include <string>

#include "kube/workload_view.h"
#include "kube/world.h"

namespace postern::kube {

inline constexpr std::size_t kMostUses = 16384;

/// Keeps text alive that facts refer to.
class TextStore {
 public:
  [[nodiscard]] std::string_view keep(std::string_view text) {
    return text.empty() ? std::string_view() : texts_.emplace_front(text);
  }

 private:
  std::forward_list<std::string> texts_;
};

/// The facts, with all text in `store`.
[[nodiscard]] WorkloadFacts facts_of(const WorkloadView& workload, const Meta& meta,
                                     TextStore& store);

}  // namespace postern::kube
