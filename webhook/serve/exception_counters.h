// The counters of exceptions, used and expired, by the exception's name.
// Guarantees bounded labels: the first names have a series each, the others count together.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/registry.h>

#include <cstddef>
#include <mutex>
#include <set>
#include <string>

#include "engine/decide.h"

namespace postern::serve {

class ExceptionCounters {
 public:
  explicit ExceptionCounters(prometheus::Registry& registry);

  /// Safe to call from many threads.
  void count(const engine::Verdict& verdict);

 private:
  static constexpr std::size_t kMostNames = 200;

  [[nodiscard]] std::string label_of(const std::string& name);

  prometheus::Family<prometheus::Counter>& used_;
  prometheus::Family<prometheus::Counter>& expired_;
  std::mutex mutex_;  // guards the names
  std::set<std::string> names_;
};

}  // namespace postern::serve
