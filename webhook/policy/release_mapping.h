// Where an application's chart keeps what: paths of its values, mapped to their meaning.
// Guarantees that no rule knows a chart: a path that is not mapped is never looked at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/glob.h"

namespace postern::policy {

/// Paths are written as templates do, `postgres.tls.mode`, from the root of the chart's own values;
/// an empty one has no such value.
struct ReleaseMapping {
  std::vector<Glob> charts;  // names of the chart; also found as a dependency, under its alias
  std::string mode;          // whose database: one of the two words below
  std::string embedded_mode = "embedded";
  std::string external_mode = "external";
  std::string connection_string;    // inline
  std::string existing_secret;      // a Secret that holds the connection string...
  std::string existing_secret_key;  // ...and its key
  std::string whole_secret;         // a Secret that holds everything
  std::string tls_enabled;
  std::string tls_mode;
  std::string ca_secret;
  std::string ca_key;
  std::vector<std::string> acknowledgements;  // "the string in the Secret has its TLS parameters"
  std::string lease;
  std::vector<std::string> required;  // never empty
  std::vector<std::string> sizes;     // quantities: 10Gi

  [[nodiscard]] bool is_mapped() const { return !mode.empty(); }
  [[nodiscard]] bool names_chart(std::string_view chart) const;
  /// Every mapped path.
  [[nodiscard]] std::vector<std::string_view> paths() const;
};

}  // namespace postern::policy
