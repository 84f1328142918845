#include "certificate/command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "base/utf8.h"
#include "certificate/ensure_command.h"
#include "certificate/generate.h"
#include "certificate/service.h"

namespace postern::certificate {
namespace {

constexpr int kCouldNot = 2;
constexpr unsigned kLongestDays = 3650;

int could_not(const Error& error) {
  fmt::print(stderr, "postern: {}\n", error.message.view());
  return kCouldNot;
}

struct GenerateArguments {
  GenerateOptions options;
  Service service;
  bool force = false;
};

// The names asked for, and those of the Service.
Result<std::vector<std::string>> all_names(const GenerateArguments& arguments) {
  std::vector<std::string> names;
  if (!arguments.service.name.empty()) {
    Result<std::vector<std::string>> of_service = names_of(arguments.service);
    if (!of_service) {
      return of_service;
    }
    names = *std::move(of_service);
  }
  names.insert(names.end(), arguments.options.names.begin(), arguments.options.names.end());
  if (names.empty()) {
    return failure("give --dns NAME, or --service NAME and --namespace NAMESPACE");
  }
  return names;
}

int run_generate(GenerateArguments arguments) {
  Result<std::vector<std::string>> names = all_names(arguments);
  if (!names) {
    return could_not(names.error());
  }
  GenerateOptions& options = arguments.options;
  options.names = *std::move(names);
  options.existing = arguments.force ? Existing::kReplace : Existing::kRefuse;
  if (const Result<void> done = generate(options, std::chrono::system_clock::now()); !done) {
    return could_not(done.error());
  }
  const std::string directory = printable(options.directory, 4096);
  fmt::print("{0}/tls.crt, {0}/tls.key: for postern serve --tls-cert and --tls-key, {1} days\n",
             directory, options.days);
  fmt::print(
      "{0}/ca.crt: for clients; caBundle of a webhook is what `base64 -w0 {0}/ca.crt` says\n",
      directory);
  return 0;
}

void add_service_options(CLI::App& command, Service& service) {
  CLI::Option* name = command.add_option("--service", service.name,
                                         "A Service; its four DNS names are in the certificate");
  CLI::Option* name_space =
      command.add_option("--namespace", service.name_space, "The namespace of the Service");
  name->needs(name_space);
  name_space->needs(name);
  command.add_option("--cluster-domain", service.cluster_domain, "The DNS domain of the cluster")
      ->capture_default_str();
}

void add_generate(CLI::App& certs, int& exit_code) {
  const auto arguments = std::make_shared<GenerateArguments>();
  GenerateOptions& options = arguments->options;
  CLI::App* command =
      certs.add_subcommand("generate", "Write an authority and a server certificate as files");
  command->add_option("--dns", options.names, "DNS names or IP addresses of the server");
  add_service_options(*command, arguments->service);
  command->add_option("--out", options.directory, "The directory for ca.crt, tls.crt and tls.key")
      ->required();
  command->add_option("--days", options.days, "How long both certificates are valid")
      ->check(CLI::Range(1U, kLongestDays))
      ->capture_default_str();
  command->add_flag("--force", arguments->force, "Replace files that exist");
  command->add_flag("--ca-key", options.keep_authority_key,
                    "Keep the authority's key as ca.key, to sign more certificates with");
  command->callback([arguments, &exit_code] { exit_code = run_generate(*arguments); });
}

}  // namespace

void add_command(CLI::App& app, int& exit_code) {
  CLI::App* certs = app.add_subcommand("certs", "Make and renew the webhook's certificates");
  certs->require_subcommand(1);
  add_generate(*certs, exit_code);
  add_ensure(*certs, exit_code);
}

}  // namespace postern::certificate
