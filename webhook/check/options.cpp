#include "check/options.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "report/choices.h"

namespace postern::check {

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
      ->check(CLI::IsMember({std::string(report::kFailOnDeny), std::string(report::kFailOnWarn),
                             std::string(report::kFailOnNever)}))
      ->capture_default_str();
  check.add_option("--format", options.format, "How to report")
      ->check(CLI::IsMember(report::format_names()))
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

}  // namespace postern::check
