#include "policy/policy.h"

#include <algorithm>

namespace postern::policy {

bool TlsPolicy::allows_plaintext(dsn::Target target) const {
  return std::ranges::find(plaintext_allowed, target) != plaintext_allowed.end();
}

std::optional<Action> Policy::action_for(std::string_view rule_id) const {
  const auto found = rules.find(rule_id);
  return found == rules.end() ? std::nullopt : std::optional(found->second);
}

Policy built_in_policy() {
  Policy policy;
  policy.applications.push_back(eden_application());
  return policy;
}

}  // namespace postern::policy
