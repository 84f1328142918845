#include "policy/policy.h"

#include <algorithm>

#include "policy/effective_yaml.h"

namespace postern::policy {

bool HostMinimum::matches(std::string_view host) const {
  return std::ranges::any_of(
      match, [&](const Glob& glob) { return dsn::host_matches(glob.pattern, host); });
}

bool TlsPolicy::allows_plaintext(dsn::Target target) const {
  return std::ranges::find(plaintext_allowed, target) != plaintext_allowed.end();
}

bool TlsPolicy::allows_plaintext_to(std::string_view address) const {
  return std::ranges::any_of(plaintext_cidrs,
                             [&](const Cidr& range) { return range.contains(address); });
}

dsn::SslMode TlsPolicy::minimum_for(std::string_view host) const {
  const auto found =
      std::ranges::find_if(hosts, [&](const HostMinimum& entry) { return entry.matches(host); });
  return found == hosts.end() ? minimum : found->minimum;
}

std::optional<Action> Policy::action_for(std::string_view rule_id) const {
  const auto found = rules.find(rule_id);
  return found == rules.end() ? std::nullopt : std::optional(found->second);
}

Action Policy::action_for(std::string_view rule_id, Action own) const {
  return action_for(rule_id).value_or(profile_action(profile, own));
}

Mode Policy::mode_for(std::string_view name_space) const {
  const auto found = std::ranges::find_if(
      namespaces, [&](const NamespaceMode& entry) { return entry.matches(name_space); });
  return found == namespaces.end() ? mode : found->mode;
}

std::vector<std::string_view> Policy::declared_dsn_keys() const {
  std::vector<std::string_view> keys;
  for (const Application& application : applications) {
    keys.insert(keys.end(), application.dsn_keys.begin(), application.dsn_keys.end());
  }
  return keys;
}

Policy built_in_policy() {
  Policy policy = policy_of(Profile::kBaseline);
  policy.hash = hash_of(policy);
  return policy;
}

}  // namespace postern::policy
