#include "engine/decide.h"

#include <algorithm>
#include <utility>

#include "rules/rule.h"

namespace postern::engine {
namespace {

using policy::Mode;
using rules::Finding;

// The same rule at the same element, with the same details or with details that are no worse.
bool stood_before(const Finding& finding, const Finding& old) {
  if (finding.rule != old.rule || finding.path.identity() != old.path.identity()) {
    return false;
  }
  return finding.fingerprint == old.fingerprint ||
         (finding.badness != 0 && finding.badness <= old.badness);
}

bool is_standing(const Finding& finding, const std::vector<Finding>& before) {
  return std::ranges::any_of(before,
                             [&](const Finding& old) { return stood_before(finding, old); });
}

Action in_mode(Action action, Mode mode) {
  if (action == Action::kOff) {
    return action;
  }
  switch (mode) {
    case Mode::kEnforce:
      return action;
    case Mode::kWarn:
      return std::max(action, Action::kWarn);
    case Mode::kAudit:
      return Action::kAudit;
  }
  return action;
}

void file(Finding finding, Verdict& verdict) {
  switch (finding.action) {
    case Action::kDeny:
      verdict.denials.push_back(std::move(finding));
      return;
    case Action::kWarn:
      verdict.warnings.push_back(std::move(finding));
      return;
    case Action::kAudit:
      verdict.recorded.push_back(std::move(finding));
      return;
    case Action::kOff:
      return;
  }
}

}  // namespace

Verdict decide(std::vector<Finding> findings, const std::vector<Finding>& before,
               const policy::Policy& policy, const Request& request) {
  Verdict verdict{.mode = policy.mode};
  const bool judged =
      request.operation == Operation::kCreate || request.operation == Operation::kUpdate;
  if (!judged || request.terminating) {
    return verdict;
  }
  for (Finding& finding : findings) {
    Action action = policy.action_for(finding.rule->id.view()).value_or(finding.action);
    if (action == Action::kDeny && is_standing(finding, before)) {
      action = Action::kWarn;
    }
    finding.action = in_mode(action, verdict.mode);
    file(std::move(finding), verdict);
  }
  verdict.allowed = verdict.denials.empty();
  return verdict;
}

}  // namespace postern::engine
