#include "audit/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "base/environment_twin.h"

namespace postern::audit {
namespace {

constexpr std::size_t kLargestPage = 10000;
constexpr unsigned kLongestPatience = 3600;

template <typename T>
CLI::Option* option(CLI::App& app, const std::string& flag, T& value, const std::string& text) {
  return app.add_option(flag, value, text)->envname(environment_twin(flag))->capture_default_str();
}

CLI::Option* switch_on(CLI::App& app, const std::string& flag, bool& value,
                       const std::string& text) {
  return app.add_flag(flag, value, text)->envname(environment_twin(flag));
}

// The format gitlab tells files of a repository apart: it has nothing to say of a cluster.
std::vector<std::string> format_names() {
  std::vector<std::string> names = report::format_names();
  std::erase(names, "gitlab");
  return names;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before other threads
  return value == nullptr ? "" : value;
}

// As kubectl: the first file of $KUBECONFIG, else the one at home.
std::string usual_kubeconfig() {
  const std::string named = variable("KUBECONFIG");
  if (!named.empty()) {
    return named.substr(0, named.find(':'));
  }
  const std::string home = variable("HOME");
  std::error_code ignored;
  const std::string file = home + "/.kube/config";
  return !home.empty() && std::filesystem::exists(file, ignored) ? file : std::string();
}

void add_access_options(CLI::App& audit, Options& options) {
  CLI::Option* kubeconfig =
      option(audit, "--kubeconfig", options.kubeconfig,
             "How to reach the API server; default: the kubeconfig that kubectl would take");
  kubeconfig->type_name("FILE");
  CLI::Option* context = option(audit, "--context", options.context,
                                "The context of the kubeconfig; default: its current one");
  context->type_name("NAME");
  CLI::Option* in_cluster =
      switch_on(audit, "--in-cluster", options.in_cluster, "Reach the API server as a pod does");
  in_cluster->excludes(kubeconfig)->excludes(context);
  option(audit, "--service-account", options.service_account,
         "Where --in-cluster finds token and CA")
      ->type_name("DIR")
      ->needs(in_cluster);
  CLI::Option* name_space = option(audit, "--namespace", options.namespaces,
                                   "Only these namespaces: repeated, or with commas between them");
  name_space->default_str("")->delimiter(',')->allow_extra_args(false)->type_name("NAMESPACE");
  switch_on(audit, "--all-namespaces", options.all_namespaces, "All namespaces, the default")
      ->excludes(name_space);
  option(audit, "--page-size", options.page_size, "Objects to ask for at a time")
      ->check(CLI::Range(std::size_t{1}, kLargestPage));
  option(audit, "--request-timeout", options.request_timeout,
         "Seconds to wait for each answer of the API server")
      ->check(CLI::Range(1U, kLongestPatience));
}

void add_report_options(CLI::App& audit, Options& options) {
  option(audit, "--config", options.config, "The policy file; default: the built-in policy")
      ->type_name("FILE");
  option(audit, "--format", options.format, "How to report")->check(CLI::IsMember(format_names()));
  option(audit, "--output", options.outputs,
         "Report to this file; FORMAT=FILE, repeated, for more formats in one run")
      ->default_str("")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("[FORMAT=]FILE");
  option(audit, "--fail-on", options.fail_on, "Exit 1 from this action on")
      ->check(CLI::IsMember({std::string(report::kFailOnDeny), std::string(report::kFailOnWarn),
                             std::string(report::kFailOnNever)}));
  option(audit, "--color", options.colour, "Colour the text on standard output")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  option(audit, "--progress", options.progress, "Tell on standard error how far it has come")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  switch_on(audit, "--policy-reports", options.policy_reports,
            "Write a PolicyReport into each namespace, and remove ours where nothing is left");
  switch_on(audit, "--stats", options.stats, "Print counts to standard error");
}

}  // namespace

void add_options(CLI::App& audit, Options& options) {
  add_access_options(audit, options);
  add_report_options(audit, options);
}

Result<cluster::Access> access_of(const Options& options) {
  if (options.in_cluster) {
    return cluster::in_cluster(options.service_account);
  }
  const std::string file = options.kubeconfig.empty() ? usual_kubeconfig() : options.kubeconfig;
  if (file.empty()) {
    return failure("there is no kubeconfig; give --kubeconfig FILE, or --in-cluster in a pod");
  }
  return cluster::from_kubeconfig(file, options.context);
}

report::Progress::Shown shown_from(std::string_view word) {
  if (word == "auto") {
    return report::Progress::Shown::kAuto;
  }
  return word == "always" ? report::Progress::Shown::kAlways : report::Progress::Shown::kNever;
}

}  // namespace postern::audit
