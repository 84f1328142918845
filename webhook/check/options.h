// What `postern check` was asked on the command line, and what it does after the project's file.
// Guarantees that a flag overrides the file, and that every fault is told once, with its place.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <vector>

#include "check/project.h"
#include "check/settings.h"
#include "report/outputs.h"
#include "report/run.h"

namespace postern::check {

struct Options {
  std::vector<std::string> inputs = {"-"};
  std::string config;
  std::string name_space;
  std::string fail_on = std::string(kFailOnDeny);
  std::string format = "text";
  std::vector<std::string> outputs;
  std::string colour = "auto";
  bool complete = false;
  bool stats = false;
};

/// Adds the options to the subcommand.
void add_options(CLI::App& check, Options& options);

/// `options` with what the project says of flags that were not given.
[[nodiscard]] Options with_project(Options options, const CLI::App& check, const Project& project);

/// The policy of the options; nothing, and words on standard error, when it cannot be used.
[[nodiscard]] std::optional<policy::Policy> policy_of(const Options& options, Instant now);

[[nodiscard]] report::FailOn fail_on_of(const Options& options);

/// Whether standard output is coloured (https://no-color.org).
[[nodiscard]] report::Colour colour_of(const Options& options);

}  // namespace postern::check
