// What `postern audit` is told on the command line, by flag or by its POSTERN_... twin.
// Guarantees the defaults that docs rely on.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "cluster/access.h"
#include "report/choices.h"
#include "report/progress.h"

namespace postern::audit {

struct Options {
  std::string kubeconfig;
  std::string context;
  bool in_cluster = false;
  std::string service_account = cluster::kServiceAccountDirectory;
  std::vector<std::string> namespaces;
  bool all_namespaces = false;
  std::string config;
  std::string format = "text";
  std::vector<std::string> outputs;
  std::string fail_on = std::string(report::kFailOnDeny);
  std::string colour = "auto";
  std::string progress = "auto";
  bool policy_reports = false;
  std::size_t page_size = 500;
  unsigned request_timeout = 60;
  bool stats = false;
};

/// Adds the options to the subcommand.
void add_options(CLI::App& audit, Options& options);

/// The way to the API server: what the options say, else what kubectl would take.
[[nodiscard]] Result<cluster::Access> access_of(const Options& options);

[[nodiscard]] report::Progress::Shown shown_from(std::string_view word);

}  // namespace postern::audit
