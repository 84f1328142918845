#include "explain_dsn/command.h"

#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "base/utf8.h"
#include "engine/known_rules.h"
#include "explain_dsn/batch.h"
#include "explain_dsn/explanation.h"
#include "explain_dsn/json.h"
#include "explain_dsn/probe_text.h"
#include "policy/load_policy.h"

namespace postern::explain_dsn {
namespace {

constexpr int kNoTls = 1;
constexpr int kCouldNotRun = 2;

struct Options {
  std::string config;
  bool json = false;
  bool batch = false;
  bool show_hosts = false;
  bool probe = false;
  std::string ca;
  int timeout = 10;  // seconds, per host

  [[nodiscard]] Hosts hosts() const { return show_hosts ? Hosts::kShown : Hosts::kRedacted; }
};

int cannot_run(std::string_view why) {
  fmt::print(stderr, "postern: {}\n", why);
  return kCouldNotRun;
}

// The policy of --config, or the built-in one; a bad file is told on standard error.
std::optional<policy::Policy> chosen_policy(const std::string& config, Instant now) {
  if (config.empty()) {
    return policy::built_in_policy();
  }
  policy::LoadedPolicy loaded = policy::load_policy_file(config, engine::known_rules(), now);
  if (!loaded.policy) {
    for (const policy::Problem& problem : loaded.problems) {
      fmt::print(stderr, "{}\n", line_of(problem, config));
    }
  }
  return std::move(loaded.policy);
}

// Standard input to its end. One byte above the longest string is enough to know that it is too
// long; the newline that a shell's echo adds is no part of the string.
std::optional<std::string> read_string() {
  std::string text(dsn::kMaximumLength + 2, '\0');
  std::size_t length = 0;
  while (length < text.size()) {
    const ssize_t count = ::read(STDIN_FILENO, text.data() + length, text.size() - length);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return std::nullopt;
    }
    if (count == 0) {
      break;
    }
    length += static_cast<std::size_t>(count);
  }
  text.resize(length);
  if (text.ends_with('\n')) {
    text.pop_back();
  }
  return text;
}

int explain(const Options& options, const Judge& judge) {
  const std::optional<std::string> text = read_string();
  if (!text) {
    return cannot_run("standard input cannot be read");
  }
  const Facts facts = read_facts(*text, options.hosts(), judge);
  std::string out;
  if (options.json) {
    append_json(out, facts);
    out += '\n';
  } else {
    out = explanation(facts);
  }
  fmt::print("{}", out);
  return 0;
}

int probe_hosts(const Options& options) {
  const std::optional<std::string> text = read_string();
  if (!text) {
    return cannot_run("standard input cannot be read");
  }
  if (!options.ca.empty() && options.ca != "system" && ::access(options.ca.c_str(), R_OK) != 0) {
    return cannot_run("the file of --ca cannot be read");
  }
  const Result<std::vector<Endpoint>> endpoints = endpoints_of(dsn::parse(*text));
  if (!endpoints) {
    return cannot_run(endpoints.error().message.view());
  }
  bool all_tls = true;
  for (std::size_t i = 0; i < endpoints->size(); ++i) {
    const Endpoint& endpoint = (*endpoints)[i];
    const Probe found = endpoint.socket
                            ? Probe{}
                            : probe(endpoint, options.ca, std::chrono::seconds(options.timeout));
    all_tls = all_tls && (endpoint.socket || found.answer == Answer::kTls);
    fmt::print("{}", probe_text(i + 1, endpoint, options.hosts(), found));
  }
  return all_tls ? 0 : kNoTls;
}

int run(const Options& options) {
  if (options.probe) {
    return probe_hosts(options);
  }
  const Instant now = std::chrono::system_clock::now();
  std::optional<policy::Policy> policy = chosen_policy(options.config, now);
  if (!policy) {
    return kCouldNotRun;
  }
  const Judge judge(*std::move(policy), now);
  if (options.batch) {
    return run_batch(STDIN_FILENO, STDOUT_FILENO, options.hosts(), judge)
               ? 0
               : cannot_run("standard input or output failed");
  }
  return explain(options, judge);
}

}  // namespace

void add_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("dsn", "Explain a connection string from standard input");
  command->footer(
      "The string is read from standard input, never from the command line, where other users see "
      "it.\nOne newline at its end is the shell's and dropped; anything else is a part of it.\n"
      "With --batch each line is a JSON string and gets one line of JSON.");
  command->add_flag("--json", options->json, "One line of JSON");
  command->add_flag("--batch", options->batch, "A JSON string per line in, an object per line out");
  command->add_flag("--show-hosts", options->show_hosts,
                    "Show hosts and ports, which may hold a piece of the password");
  command->add_option("--config", options->config, "A policy file; default: the built-in one");
  CLI::Option* probe =
      command->add_flag("--probe", options->probe,
                        "Connect to each host with TLS, without a login, and show what is there");
  probe->excludes(command->get_option("--json"))->excludes(command->get_option("--batch"));
  command->add_option("--ca", options->ca, "PEM file of CAs for --probe, or system")->needs(probe);
  command->add_option("--timeout", options->timeout, "Seconds per host for --probe")
      ->needs(probe)
      ->check(CLI::Range(1, 300))
      ->capture_default_str();
  // Left to the parser, an unexpected argument is quoted, and it may well be the string itself.
  command->allow_extras();
  command->callback([options, command, &exit_code] {
    exit_code = command->remaining_size() == 0
                    ? run(*options)
                    : cannot_run(
                          "dsn: an argument that is not known; the string is read from "
                          "standard input, see --help");
  });
}

}  // namespace postern::explain_dsn
