#include "serve/policy_report.h"

namespace postern::serve {
namespace {

// The rest of a long list is what `postern policy lint` is for.
constexpr std::size_t kMaximumWarnings = 10;

}  // namespace

void report_policy(const PolicyReading& reading, const OperationLog& log, Metrics& metrics) {
  metrics.set_reload_success(Reloaded::kPolicy, !reading.problem);
  metrics.set_policy(reading.policy->hash);
  const Name hash(reading.policy->hash.str());
  if (reading.problem) {
    log.error(
        say("the policy file was refused, {} stays in force: {}", hash, reading.problem->message));
    return;
  }
  log.info(say("the policy {} is in force", hash));
  std::size_t said = 0;
  for (const policy::Problem& problem : reading.warnings) {
    if (++said > kMaximumWarnings) {
      log.warn(say("policy: {} more warnings, see postern policy lint",
                   Count(reading.warnings.size() - kMaximumWarnings)));
      return;
    }
    log.warn(say("policy, line {}: {}", Count(problem.position.line), problem.message));
  }
}

}  // namespace postern::serve
