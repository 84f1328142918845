// The contract of one application: what its Secrets and workloads must hold. Data, never code.
// Guarantees that no rule knows an application by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsn/target.h"
#include "kube/meta.h"
#include "policy/release_mapping.h"

namespace postern::policy {

struct LabelRequirement {
  std::string key;
  std::string value;
};

/// Matches an object that carries every one of the labels; an empty selector matches nothing.
struct Selector {
  std::vector<LabelRequirement> labels;

  [[nodiscard]] bool matches(const kube::Meta& meta) const;
};

/// One kind of workload of the application. What a component may or must do is said by its
/// fields, so that a rule asks for the property and never for the name.
struct Component {
  std::string name;
  Selector selector;
  std::optional<std::int64_t> maximum_replicas;
  std::string required_strategy;       // "Recreate", or empty for any
  bool strategy_with_claim = false;    // ... only where the pod mounts a persistent volume claim
  bool owns_schema = false;            // in external mode its read-only password must be ""
  bool forbidden_in_external = false;  // must not exist beside an external database (lease mode)
  bool embedded_database = false;      // the Postgres that the application brings along
  bool idle_during_switch = false;     // at 0 replicas while the database is exchanged
  std::string replicas;                // path of its replicas in the chart's values
};

struct Application {
  std::string name;
  Selector selector;  // every workload of the application carries these labels
  std::string instance_label = "app.kubernetes.io/instance";
  std::vector<std::string> dsn_keys;  // Secret keys that hold a URL-form DSN
  std::vector<std::string> schemes = {"postgres", "postgresql"};  // of those URLs, exactly
  std::vector<std::string> required_keys;       // of a Secret that holds the whole application
  std::vector<std::string> embedded_keys;       // required with the embedded database only
  std::vector<std::string> password_variables;  // environment variables that hold a password
  std::string readonly_password_variable;       // "" in external mode, see owns_schema
  std::vector<std::string> embedded_hosts;      // globs: service names of its own database
  std::string ca_directory;                     // where a CA bundle is mounted
  std::vector<std::string> ca_secrets;          // globs: Secrets and ConfigMaps with its CA bundle
  std::vector<Component> components;
  ReleaseMapping release;  // its chart's values

  [[nodiscard]] bool declares_dsn_key(std::string_view key) const;
  /// The text starts with one of the schemes, in this spelling, and "://".
  [[nodiscard]] bool takes_scheme_of(std::string_view text) const;
  [[nodiscard]] bool declares_password_variable(std::string_view variable) const;
  /// The key holds a secret of the application: required, embedded-only or a password.
  [[nodiscard]] bool declares_secret_key(std::string_view key) const;
  [[nodiscard]] bool declares_ca_secret(std::string_view object) const;
  /// A host, as a connection string names it, is the service of the application's own database:
  /// `<service>`, `<service>.<namespace>`, `<service>.<namespace>.svc` with or without the
  /// cluster's domain, where `<service>` matches one of embedded_hosts.
  [[nodiscard]] bool is_embedded_host(std::string_view host,
                                      const dsn::TargetSettings& settings) const;
  /// The component that a workload of this application is, or nullptr.
  [[nodiscard]] const Component* component_of(const kube::Meta& meta) const;
};

/// The preset `eden`: the reference chart.
[[nodiscard]] Application eden_application();

}  // namespace postern::policy
