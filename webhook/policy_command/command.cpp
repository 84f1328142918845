#include "policy_command/command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "base/utf8.h"
#include "engine/known_rules.h"
#include "policy/load_policy.h"
#include "policy/policy_file.h"
#include "policy/schema.h"
#include "policy_command/case_files.h"
#include "policy_command/show.h"

namespace postern::policy_command {
namespace {

constexpr int kSomethingWrong = 1;
constexpr int kCouldNotRun = 2;

struct Options {
  std::string file;    // lint: the policy; test: the directory
  std::string config;  // show, test: a policy instead of the built-in one
  std::string format = "text";
  bool strict = false;
  bool effective = false;
};

Instant now() { return std::chrono::system_clock::now(); }

void print_problems(const policy::LoadedPolicy& loaded, const std::string& file, std::FILE* out) {
  for (const policy::Problem& problem : loaded.problems) {
    fmt::print(out, "{}\n", line_of(problem, file));
  }
  if (loaded.left_out != 0) {
    fmt::print(out, "{}: and {} more\n", printable(file, 4096), loaded.left_out);
  }
}

int lint(const Options& options) {
  const Result<std::string> text = policy::read_policy_file(options.file);
  if (!text) {
    fmt::print(stderr, "postern: {}: {}\n", printable(options.file, 4096),
               text.error().message.view());
    return kCouldNotRun;
  }
  const policy::LoadedPolicy loaded = policy::load_policy(*text, engine::known_rules(), now());
  print_problems(loaded, options.file, stdout);
  if (!loaded.policy || (options.strict && !loaded.problems.empty())) {
    return kSomethingWrong;
  }
  fmt::print("{}: policy {} is good\n", printable(options.file, 4096), loaded.policy->hash.str());
  return 0;
}

// The policy of --config, or the built-in one; a bad file is told on standard error.
std::optional<policy::Policy> chosen_policy(const std::string& config,
                                            const policy::KnownRules& rules) {
  if (config.empty()) {
    return policy::built_in_policy();
  }
  policy::LoadedPolicy loaded = policy::load_policy_file(config, rules, now());
  if (!loaded.policy) {
    print_problems(loaded, config, stderr);
  }
  return std::move(loaded.policy);
}

int show(const Options& options) {
  const policy::KnownRules rules = engine::known_rules();
  const std::optional<policy::Policy> policy = chosen_policy(options.config, rules);
  if (!policy) {
    return kCouldNotRun;
  }
  const std::string source = options.config.empty() ? "built in" : options.config;
  fmt::print("{}", options.effective ? effective(*policy, rules) : summary(*policy, source, now()));
  return 0;
}

int test(const Options& options) {
  const policy::KnownRules rules = engine::known_rules();
  const std::optional<policy::Policy> policy = chosen_policy(options.config, rules);
  if (!policy) {
    return kCouldNotRun;
  }
  const Results results = run_cases(options.file, *policy, rules, now());
  fmt::print("{}", options.format == "junit" ? as_junit(results) : as_text(results));
  for (const std::string& fault : results.faults) {
    fmt::print(stderr, "{}\n", printable(fault, 8192));
  }
  if (!results.faults.empty()) {
    return kCouldNotRun;
  }
  return results.failed() == 0 ? 0 : kSomethingWrong;
}

void add_documentation(CLI::App& command, int& exit_code) {
  command.add_subcommand("schema", "Print the JSON Schema of the policy file")
      ->callback([&exit_code] {
        fmt::print("{}", policy::json_schema(engine::known_rules()));
        exit_code = 0;
      });
  command.add_subcommand("keys", "Print every key of the policy file as a Markdown table")
      ->callback([&exit_code] {
        fmt::print("{}", policy::key_table());
        exit_code = 0;
      });
  command.add_subcommand("profiles", "Print what each rule does in each profile, as Markdown")
      ->callback([&exit_code] {
        fmt::print("{}", policy::profile_table(engine::known_rules()));
        exit_code = 0;
      });
}

}  // namespace

void add_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("policy", "Lint, show and test policy files");
  command->require_subcommand(1);
  const auto options = std::make_shared<Options>();

  CLI::App* lint_command = command->add_subcommand("lint", "Name everything wrong with a policy");
  lint_command->add_option("file", options->file, "The policy file")->required();
  lint_command->add_flag("--strict", options->strict, "Exit 1 for warnings, too");
  lint_command->callback([options, &exit_code] { exit_code = lint(*options); });

  CLI::App* show_command = command->add_subcommand("show", "Describe a policy");
  show_command->add_flag("--effective", options->effective, "All of it, with every default");
  show_command->add_option("--config", options->config, "A policy file; default: the built-in one");
  show_command->callback([options, &exit_code] { exit_code = show(*options); });

  CLI::App* test_command = command->add_subcommand("test", "Run the cases of a directory");
  test_command->add_option("dir", options->file, "A directory of cases, or one file")->required();
  test_command->add_option("--config", options->config,
                           "The policy of cases that name none; default: the built-in one");
  test_command->add_option("--format", options->format, "text or junit")
      ->check(CLI::IsMember({"text", "junit"}));
  test_command->callback([options, &exit_code] { exit_code = test(*options); });

  add_documentation(*command, exit_code);
}

}  // namespace postern::policy_command
