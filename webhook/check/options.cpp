#include "check/options.h"

#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/utf8.h"
#include "engine/known_rules.h"
#include "policy/load_policy.h"

namespace postern::check {
namespace {

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  names.reserve(report::kFormats.size());
  for (const report::Format format : report::kFormats) {
    names.emplace_back(to_text(format).view());
  }
  return names;
}

// Before there is a second thread.
std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

void add_options(CLI::App& check, Options& options) {
  check
      .add_option("inputs", options.inputs,
                  "Files, directories (their .yaml, .yml and .json files), or - for standard input")
      ->type_name("FILE")
      ->capture_default_str();
  check.add_option("--config", options.config, "The policy file; default: the built-in policy")
      ->type_name("FILE");
  check.add_option("--namespace", options.name_space, "Namespace of objects that name none")
      ->type_name("NAMESPACE");
  check
      .add_flag("--complete", options.complete,
                "The input is everything there is: a reference to an absent Secret is a fault")
      ->capture_default_str();
  check.add_option("--fail-on", options.fail_on, "Exit 1 from this action on")
      ->check(CLI::IsMember(
          {std::string(kFailOnDeny), std::string(kFailOnWarn), std::string(kFailOnNever)}))
      ->capture_default_str();
  check.add_option("--format", options.format, "How to report")
      ->check(CLI::IsMember(format_names()))
      ->capture_default_str();
  check
      .add_option("--output", options.outputs,
                  "Report to this file; FORMAT=FILE, repeated, for more formats in one run")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("[FORMAT=]FILE");
  check.add_option("--color", options.colour, "Colour the text on standard output")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  check.add_flag("--stats", options.stats, "Print counts to standard error");
}

Options with_project(Options options, const CLI::App& check, const Project& project) {
  const auto fill = [&check](const char* flag, std::string& option,
                             const std::optional<std::string>& said) {
    if (said && check.count(flag) == 0) {
      option = *said;
    }
  };
  fill("--config", options.config, project.config);
  fill("--namespace", options.name_space, project.name_space);
  fill("--fail-on", options.fail_on, project.fail_on);
  fill("--format", options.format, project.format);
  options.complete = options.complete || project.complete.value_or(false);
  return options;
}

std::optional<policy::Policy> policy_of(const Options& options, Instant now) {
  if (options.config.empty()) {
    return policy::built_in_policy();
  }
  policy::LoadedPolicy loaded =
      policy::load_policy_file(options.config, engine::known_rules(), now);
  for (const policy::Problem& problem : loaded.problems) {
    fmt::print(stderr, "{}\n", line_of(problem, options.config));
  }
  if (loaded.left_out != 0) {
    fmt::print(stderr, "{}: and {} more\n", printable(options.config, 4096), loaded.left_out);
  }
  return std::move(loaded.policy);
}

report::FailOn fail_on_of(const Options& options) {
  if (options.fail_on == kFailOnNever) {
    return report::FailOn::kNever;
  }
  return options.fail_on == kFailOnWarn ? report::FailOn::kWarn : report::FailOn::kDeny;
}

report::Colour colour_of(const Options& options) {
  if (options.colour != "auto") {
    return options.colour == "always" ? report::Colour::kOn : report::Colour::kOff;
  }
  const bool wanted = variable("NO_COLOR").empty() && variable("TERM") != "dumb";
  return wanted && ::isatty(STDOUT_FILENO) == 1 ? report::Colour::kOn : report::Colour::kOff;
}

}  // namespace postern::check
