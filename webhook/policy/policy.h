// What the platform team decided: modes, actions per rule, TLS minimum, applications.
// Guarantees that a default-constructed part of a policy is the built-in policy's part.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/action.h"
#include "dsn/ssl_mode.h"
#include "dsn/target.h"
#include "policy/application.h"

namespace postern::policy {

enum class Mode : std::uint8_t { kEnforce, kWarn, kAudit };

[[nodiscard]] constexpr Literal to_text(Mode mode) {
  switch (mode) {
    case Mode::kEnforce:
      return "enforce";
    case Mode::kWarn:
      return "warn";
    case Mode::kAudit:
      return "audit";
  }
  return "enforce";
}

struct TlsPolicy {
  dsn::SslMode minimum = dsn::SslMode::kRequire;
  std::vector<dsn::Target> plaintext_allowed = {dsn::Target::kLoopback, dsn::Target::kSocket,
                                                dsn::Target::kInCluster};
  dsn::TargetSettings targets;

  [[nodiscard]] bool allows_plaintext(dsn::Target target) const;
};

struct Policy {
  Mode mode = Mode::kEnforce;
  std::map<std::string, Action, std::less<>> rules;  // overrides by rule id
  TlsPolicy tls;
  std::vector<Application> applications;

  /// The action that the policy sets for a rule, or nothing: then a finding's own action holds.
  [[nodiscard]] std::optional<Action> action_for(std::string_view rule_id) const;
};

/// The policy in force when no file is given.
[[nodiscard]] Policy built_in_policy();

}  // namespace postern::policy
