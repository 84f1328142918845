#include "policy_command/show.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "policy/check_policy.h"
#include "policy/effective_yaml.h"

namespace postern::policy_command {

std::string effective(const policy::Policy& policy, const policy::KnownRules& rules) {
  std::string out = fmt::format(
      "# Policy {}, every key with its value. Rules that it does not name, with their action:\n",
      policy.hash.str());
  for (const policy::KnownRule& rule : rules.rules) {
    if (!policy.action_for(rule.id)) {
      out += fmt::format("#   {}: {}\n", rule.id,
                         to_text(policy.action_for(rule.id, rule.action)).view());
    }
  }
  return out + effective_yaml(policy);
}

std::string summary(const policy::Policy& policy, std::string_view source, Instant now) {
  const auto expired = [&](Instant at) {
    return std::ranges::count_if(policy.exceptions, [&](const policy::Exception& exception) {
      return exception.expired(at);
    });
  };
  const auto gone = expired(now);
  std::string out = fmt::format("policy {} ({})\n", policy.hash.str(), printable(source, 4096));
  out += fmt::format("profile {}, mode {}, {} entries for namespaces\n",
                     to_text(policy.profile).view(), to_text(policy.mode).view(),
                     policy.namespaces.size());
  out += fmt::format("{} rules set\n", policy.rules.size());
  out +=
      fmt::format("{} exceptions, {} expired, {} expire within {} days\n", policy.exceptions.size(),
                  gone, expired(now + policy::kExpiryNotice) - gone, policy::kExpiryNotice.count());
  return out + fmt::format("{} applications\n", policy.applications.size());
}

}  // namespace postern::policy_command
