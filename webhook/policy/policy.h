// What the platform team decided: modes, actions per rule, TLS minimum, exceptions, applications.
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
#include "policy/cidr.h"
#include "policy/exceptions.h"
#include "policy/mode.h"
#include "policy/policy_hash.h"
#include "policy/profile.h"

namespace postern::policy {

/// The least sslmode of some hosts; of several entries the first that matches is in force.
struct HostMinimum {
  std::vector<Glob> match;  // any case
  dsn::SslMode minimum = dsn::SslMode::kRequire;

  [[nodiscard]] bool matches(std::string_view host) const;
  friend bool operator==(const HostMinimum&, const HostMinimum&) = default;
};

struct TlsPolicy {
  dsn::SslMode minimum = dsn::SslMode::kRequire;
  std::vector<dsn::Target> plaintext_allowed = {dsn::Target::kLoopback, dsn::Target::kSocket,
                                                dsn::Target::kInCluster};
  std::vector<Cidr> plaintext_cidrs;
  std::vector<HostMinimum> hosts;
  dsn::TargetSettings targets;  // inClusterHosts, serviceDotNamespace and clusterDomain

  [[nodiscard]] bool allows_plaintext(dsn::Target target) const;
  /// True when the host is an address inside one of plaintext_cidrs.
  [[nodiscard]] bool allows_plaintext_to(std::string_view address) const;
  /// The least sslmode towards a host.
  [[nodiscard]] dsn::SslMode minimum_for(std::string_view host) const;
};

struct CertificatePolicy {
  std::int64_t warn_before_days = 30;
  friend bool operator==(const CertificatePolicy&, const CertificatePolicy&) = default;
};

struct LookupPolicy {
  bool enabled = false;
  std::int64_t timeout_ms = 500;
  std::int64_t cache_seconds = 30;
  Action on_unknown = Action::kWarn;
  friend bool operator==(const LookupPolicy&, const LookupPolicy&) = default;
};

struct ReleasePolicy {
  Action undecodable = Action::kWarn;
  std::int64_t maximum_mib = 64;
  friend bool operator==(const ReleasePolicy&, const ReleasePolicy&) = default;
};

using RuleActions = std::map<std::string, Action, std::less<>>;

struct Policy {
  Profile profile = Profile::kBaseline;
  Mode mode = Mode::kEnforce;
  std::vector<NamespaceMode> namespaces;
  ExistingViolations existing_violations = ExistingViolations::kWarn;
  RuleActions rules;  // by rule id, what the file says
  TlsPolicy tls;
  CertificatePolicy certificates;
  LookupPolicy lookup;
  ReleasePolicy releases;
  std::vector<Exception> exceptions;
  std::vector<AnnotationExemption> annotation_exemptions;
  BreakGlass break_glass;
  std::vector<Application> applications;
  PolicyHash hash;  // of the effective policy; set by who makes a policy that serves

  /// The action that the policy sets for a rule, or nothing: then a finding's own action holds.
  [[nodiscard]] std::optional<Action> action_for(std::string_view rule_id) const;
  /// The action of a finding of that rule whose own action is `own`.
  [[nodiscard]] Action action_for(std::string_view rule_id, Action own) const;
  /// The keys that the applications declare to hold a connection string.
  [[nodiscard]] std::vector<std::string_view> declared_dsn_keys() const;
  [[nodiscard]] Mode mode_for(std::string_view name_space) const;
};

/// The policy in force when no file is given.
[[nodiscard]] Policy built_in_policy();

}  // namespace postern::policy
