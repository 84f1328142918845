#include "certificate/ensure_command.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>

#include "certificate/ensure.h"
#include "certificate/interruptible.h"

namespace postern::certificate {
namespace {

constexpr int kCouldNot = 2;
constexpr unsigned kLongestDays = 3650;
constexpr std::chrono::milliseconds kFirstRetry{1000};

struct Arguments {
  EnsureOptions options;
  bool in_cluster = false;
  std::string service_account = cluster::kServiceAccountDirectory;
  std::string kubeconfig;
  std::string context;
  bool watch = false;
  unsigned interval_seconds = 60;
  unsigned settle_seconds = 10;
};

int could_not(const Sentence& message) {
  fmt::print(stderr, "postern: {}\n", message.view());
  return kCouldNot;
}

void tell(const Sentence& message) {
  const std::time_t time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  fmt::print(stderr, "{:%FT%TZ} {}\n", fmt::gmtime(time), message.view());
}

// Names become parts of a path of the API (RFC 1123 subdomains, in lower case).
bool is_object_name(const std::string& name) {
  return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

Result<void> check(const Arguments& arguments) {
  if (arguments.in_cluster == !arguments.kubeconfig.empty()) {
    return failure("give --in-cluster or --kubeconfig FILE");
  }
  if (!is_object_name(arguments.options.secret)) {
    return failure("'{}' is no name of a Secret", Name(arguments.options.secret));
  }
  if (!is_object_name(arguments.options.webhook)) {
    return failure("'{}' is no name of a ValidatingWebhookConfiguration",
                   Name(arguments.options.webhook));
  }
  if (arguments.options.renew_before_days >= arguments.options.days) {
    return failure("--renew-before must be smaller than --days");
  }
  return {};
}

Result<cluster::Access> access_of(const Arguments& arguments) {
  return arguments.in_cluster ? cluster::in_cluster(arguments.service_account)
                              : cluster::from_kubeconfig(arguments.kubeconfig, arguments.context);
}

Result<void> complete(EnsureOptions& options, const cluster::Access& access) {
  if (options.service.name_space.empty()) {
    options.service.name_space = access.name_space;
  }
  if (options.service.name_space.empty()) {
    return failure("give --namespace NAMESPACE");
  }
  Result<std::vector<std::string>> names = names_of(options.service);
  if (!names) {
    return tl::unexpected(names.error());
  }
  options.names = *std::move(names);
  return {};
}

// Until SIGTERM. A fault is told once, and again when it has become another one.
int watch(Ensurer& ensurer, Interruptible& process, std::chrono::milliseconds interval) {
  std::chrono::milliseconds retry = kFirstRetry;
  Sentence told;
  for (;;) {
    const cluster::Outcome<void> done = ensurer.run();
    const Sentence problem = done ? Sentence() : done.error().message;
    if (problem != told) {
      tell(done ? say("the certificates are as they should be again") : problem);
      told = problem;
    }
    if (!process.sleep(done ? interval : std::min(retry, interval))) {
      return 0;
    }
    retry = done ? kFirstRetry : std::min(retry * 2, interval);
  }
}

int run(Arguments arguments) {
  if (const Result<void> checked = check(arguments); !checked) {
    return could_not(checked.error().message);
  }
  Result<cluster::Access> access = access_of(arguments);
  if (!access) {
    return could_not(access.error().message);
  }
  if (const Result<void> completed = complete(arguments.options, *access); !completed) {
    return could_not(completed.error().message);
  }
  arguments.options.settle = std::chrono::seconds(arguments.settle_seconds);
  Interruptible process;
  const cluster::Client client(*std::move(access));
  Ensurer ensurer(
      client, arguments.options, [&process](auto period) { return process.sleep(period); }, tell);
  if (arguments.watch) {
    return watch(ensurer, process, std::chrono::seconds(arguments.interval_seconds));
  }
  const cluster::Outcome<void> done = ensurer.run();
  return done ? 0 : could_not(done.error().message);
}

void add_access_options(CLI::App& command, Arguments& arguments) {
  CLI::Option* in_cluster =
      command.add_flag("--in-cluster", arguments.in_cluster, "Reach the API server as a pod does");
  command
      .add_option("--service-account", arguments.service_account,
                  "Where token, ca.crt and namespace of the service account are mounted")
      ->needs(in_cluster)
      ->capture_default_str();
  CLI::Option* kubeconfig =
      command.add_option("--kubeconfig", arguments.kubeconfig, "Reach it as this file says");
  kubeconfig->excludes(in_cluster);
  command.add_option("--context", arguments.context, "A context of the kubeconfig")
      ->needs(kubeconfig);
}

void add_what_options(CLI::App& command, EnsureOptions& options) {
  command.add_option("--secret", options.secret, "The Secret that holds the certificates")
      ->required();
  command
      .add_option("--webhook", options.webhook, "The ValidatingWebhookConfiguration to publish in")
      ->required();
  command.add_option("--service", options.service.name, "The Service that the webhook is behind")
      ->required();
  command.add_option("--namespace", options.service.name_space,
                     "Of Secret and Service; default: the caller's own");
  command
      .add_option("--cluster-domain", options.service.cluster_domain, "The cluster's DNS domain")
      ->capture_default_str();
  command.add_option("--out", options.directory,
                     "Also write tls.crt and tls.key there, once their authority is published");
}

}  // namespace

void add_ensure(CLI::App& certs, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = certs.add_subcommand(
      "ensure", "Keep a Secret and a webhook's caBundle good through the API server");
  add_access_options(*command, *arguments);
  add_what_options(*command, arguments->options);
  command->add_option("--days", arguments->options.days, "How long a certificate is valid")
      ->check(CLI::Range(1U, kLongestDays))
      ->capture_default_str();
  command
      ->add_option("--renew-before", arguments->options.renew_before_days,
                   "Days before its end at which a certificate is replaced")
      ->check(CLI::Range(0U, kLongestDays))
      ->capture_default_str();
  CLI::Option* watch = command->add_flag("--watch", arguments->watch, "Go on until SIGTERM");
  command->add_option("--interval-seconds", arguments->interval_seconds, "How often --watch looks")
      ->needs(watch)
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  command
      ->add_option("--settle-seconds", arguments->settle_seconds,
                   "How long API servers may take to notice a published authority")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace postern::certificate
