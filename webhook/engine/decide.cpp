#include "engine/decide.h"

#include <algorithm>
#include <utility>

#include "engine/applicable_exceptions.h"
#include "engine/standing.h"
#include "rules/rule.h"

namespace postern::engine {
namespace {

using policy::Policy;
using rules::Finding;

bool is_judged(const Request& request) {
  return !request.terminating &&
         (request.operation == Operation::kCreate || request.operation == Operation::kUpdate);
}

class Decision {
 public:
  Decision(const std::vector<Finding>& before, const Policy& policy, const Request& request,
           Verdict& verdict)
      : policy_(policy), standing_(before), exceptions_(policy, request), verdict_(verdict) {}

  void take(Finding finding) {
    const std::string_view rule = finding.rule->id.view();
    Action action = policy_.action_for(rule, finding.action);
    if (action == Action::kOff) {
      return;
    }
    std::string_view exception = exceptions_.by_policy(rule);
    exception = exception.empty() ? exceptions_.by_annotation(rule) : exception;
    const bool lenient = policy_.existing_violations == policy::ExistingViolations::kWarn;
    if (exception.empty() && action == Action::kDeny && lenient && standing_.include(finding)) {
      action = Action::kWarn;
    }
    finding.action = policy::in_mode(action, verdict_.mode);
    if (exception.empty() && finding.action == Action::kDeny) {
      exception = exceptions_.by_break_glass();
    }
    if (!exception.empty()) {
      verdict_.excepted.push_back({std::move(finding), std::string(exception)});
      return;
    }
    if (action == Action::kDeny) {
      note_refusing(finding.rule);
    }
    file(std::move(finding));
  }

  void finish() {
    verdict_.allowed = verdict_.denials.empty();
    verdict_.expired = exceptions_.expired();
    verdict_.notices = exceptions_.notices();
  }

 private:
  void note_refusing(const rules::Rule* rule) {
    if (std::ranges::find(verdict_.refusing, rule) == verdict_.refusing.end()) {
      verdict_.refusing.push_back(rule);
    }
  }

  void file(Finding finding) {
    switch (finding.action) {
      case Action::kDeny:
        verdict_.denials.push_back(std::move(finding));
        return;
      case Action::kWarn:
        verdict_.warnings.push_back(std::move(finding));
        return;
      case Action::kAudit:
        verdict_.recorded.push_back(std::move(finding));
        return;
      case Action::kOff:
        return;
    }
  }

  const Policy& policy_;
  StandingViolations standing_;
  ApplicableExceptions exceptions_;
  Verdict& verdict_;
};

}  // namespace

Verdict decide(std::vector<Finding> findings, const std::vector<Finding>& before,
               const Policy& policy, const Request& request) {
  Verdict verdict{.mode = policy.mode_for(request.name_space), .policy = policy.hash};
  if (findings.empty() || !is_judged(request)) {
    return verdict;
  }
  Decision decision(before, policy, request, verdict);
  for (Finding& finding : findings) {
    decision.take(std::move(finding));
  }
  decision.finish();
  return verdict;
}

}  // namespace postern::engine
