#include "serve/command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/environment_twin.h"
#include "serve/options.h"
#include "serve/server.h"

namespace postern::serve {
namespace {

template <typename T>
CLI::Option* option(CLI::App& app, const std::string& flag, T& value, const std::string& text) {
  return app.add_option(flag, value, text)->envname(environment_twin(flag))->capture_default_str();
}

template <typename T>
using Words = std::vector<std::pair<std::string, T>>;

// Help shows the words, not what they stand for.
template <typename T>
CLI::Option* one_of(CLI::Option* option, const Words<T>& words) {
  std::string choices;
  for (const auto& [word, meaning] : words) {
    choices += (choices.empty() ? "{" : ",") + word;
  }
  return option->type_name("TEXT")->transform(
      CLI::CheckedTransformer(words).description(choices + "}"));
}

const Words<spdlog::level::level_enum> kLevels = {{"trace", spdlog::level::trace},
                                                  {"debug", spdlog::level::debug},
                                                  {"info", spdlog::level::info},
                                                  {"warn", spdlog::level::warn},
                                                  {"error", spdlog::level::err}};
const Words<LogFormat> kFormats = {{"json", LogFormat::kJson}, {"text", LogFormat::kText}};
const Words<bool> kLookups = {{"off", false}, {"cluster", true}};

void add_certificate_options(CLI::App& serve, Options& options) {
  CLI::Option* cert = option(serve, "--tls-cert", options.tls_cert, "Certificate chain, PEM");
  CLI::Option* key = option(serve, "--tls-key", options.tls_key, "Private key, PEM");
  cert->needs(key);
  key->needs(cert);
  serve
      .add_flag("--tls-wait", options.tls_wait,
                "Start unready when the certificate is missing or bad, and wait for a good one")
      ->envname(environment_twin("--tls-wait"));
  CLI::Option* client_ca = option(serve, "--client-ca", options.client_ca,
                                  "CA bundle; clients must then present a certificate of it");
  CLI::Option* dev =
      serve.add_flag("--dev", options.dev, "Self-signed certificate for localhost, made in memory");
  dev->envname(environment_twin("--dev"))->excludes(cert)->excludes(key)->excludes(client_ca);
  option(serve, "--dev-ca-out", options.dev_ca_out, "Where --dev writes its CA")->needs(dev);
}

void add_lookup_options(CLI::App& serve, Options& options) {
  one_of(option(serve, "--lookup", options.lookup,
                "Whether a policy with lookup.enabled may ask the API server"),
         kLookups)
      ->default_str("off");
  option(serve, "--kubeconfig", options.kubeconfig,
         "How to reach the API server; without it, as a pod does");
}

void add_log_options(CLI::App& serve, Options& options) {
  one_of(option(serve, "--log-level", options.log_level, "How much is logged"), kLevels)
      ->default_str("info");
  one_of(option(serve, "--log-format", options.log_format, "How operational lines are written"),
         kFormats)
      ->default_str("json");
  option(serve, "--log-sample", options.log_sample,
         "Log every n-th of the allowed requests without a finding; 0: none");
}

}  // namespace

void add_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* serve = app.add_subcommand("serve", "Serve the admission webhook");
  option(*serve, "--config", options->config, "Policy file; without it, the built-in policy");
  option(*serve, "--listen", options->listen, "Address of the webhook (HTTPS)");
  option(*serve, "--ops-listen", options->ops_listen, "Address of probes and metrics (HTTP)");
  add_certificate_options(*serve, *options);
  add_log_options(*serve, *options);
  add_lookup_options(*serve, *options);
  option(*serve, "--threads", options->threads, "Worker threads; 0: two for each core");
  option(*serve, "--max-body-mib", options->maximum_body_mib, "Largest request body, MiB")
      ->check(CLI::Range(1, 1024));
  option(*serve, "--drain-seconds", options->drain_seconds,
         "How long to go on serving after SIGTERM")
      ->check(CLI::Range(0, 3600));
  serve->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace postern::serve
