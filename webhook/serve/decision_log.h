// One JSON line per decision, for the operator and for the audit of a roll-out.
// Guarantees that no value of the object is in a line: names, rules and the outcome only.
#pragma once

#include <spdlog/logger.h>

#include <memory>

#include "serve/handler.h"

namespace postern::serve {

class DecisionLog final : public DecisionObserver {
 public:
  /// Allowed requests without a finding are logged at `info`, those with a finding at `warn`.
  explicit DecisionLog(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}

  void observe(const Decision& decision) override;

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace postern::serve
