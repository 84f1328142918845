// What `postern check` was asked on the command line, and what it does after the project's file.
// Guarantees that a flag overrides the file, and that every fault is told once, with its place.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "check/project.h"
#include "report/choices.h"

namespace postern::check {

struct Options {
  std::vector<std::string> inputs = {"-"};
  std::string config;
  std::string name_space;
  std::string fail_on = std::string(report::kFailOnDeny);
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

}  // namespace postern::check
