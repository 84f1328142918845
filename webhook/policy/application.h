// The contract of one application: what its Secrets and workloads must hold. Data, never code.
// Guarantees that no rule knows an application by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postern::policy {

struct Application {
  std::string name;
  std::vector<std::string> dsn_keys;            // Secret keys that hold a URL-form DSN
  std::vector<std::string> password_variables;  // environment variables that hold a password

  [[nodiscard]] bool declares_dsn_key(std::string_view key) const;
  [[nodiscard]] bool declares_password_variable(std::string_view name) const;
};

/// The preset `eden`: the reference chart (docs/contracts.md).
[[nodiscard]] Application eden_application();

}  // namespace postern::policy
