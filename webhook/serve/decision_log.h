// One line per decision, for the operator and for the audit of a roll-out; docs/log.md lists the
// fields. Guarantees that no value of the object is in a line, at any level.
#pragma once

#include <spdlog/logger.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "serve/handler.h"
#include "serve/logging.h"

namespace postern::serve {

struct DecisionLogOptions {
  LogFormat format = LogFormat::kJson;
  /// Of the allowed requests without a finding every n-th is logged: 1 is all of them, 0 none.
  std::uint64_t sample = 1;
};

class DecisionLog final : public DecisionObserver {
 public:
  /// Allowed requests without a finding are logged at `info`, all others at `warn`. A logger at
  /// `trace` gets each finding's place and message, too.
  explicit DecisionLog(std::shared_ptr<spdlog::logger> logger, DecisionLogOptions options = {})
      : logger_(std::move(logger)), options_(options) {}

  void observe(const Decision& decision) override;

 private:
  [[nodiscard]] bool left_out(const engine::Verdict& verdict);
  void note_expired(const engine::Verdict& verdict);

  std::shared_ptr<spdlog::logger> logger_;
  DecisionLogOptions options_;
  std::atomic<std::uint64_t> clean_ = 0;
  std::mutex mutex_;            // guards told_
  std::set<std::string> told_;  // expired exceptions that were named already
};

}  // namespace postern::serve
