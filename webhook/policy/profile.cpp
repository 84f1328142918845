#include "policy/profile.h"

#include "policy/policy.h"

namespace postern::policy {

Action profile_action(Profile profile, Action rule_action) {
  const bool raised = profile == Profile::kStrict && rule_action == Action::kWarn;
  return raised ? Action::kDeny : rule_action;
}

Policy policy_of(Profile profile) {
  Policy policy;
  policy.profile = profile;
  policy.applications.push_back(eden_application());
  switch (profile) {
    case Profile::kBaseline:
      break;
    case Profile::kStrict:
      policy.tls.minimum = dsn::SslMode::kVerifyFull;
      break;
    case Profile::kAuditOnly:
      policy.mode = Mode::kAudit;
      break;
  }
  return policy;
}

}  // namespace postern::policy
