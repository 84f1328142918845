#include "check/command.h"

#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/utf8.h"
#include "check/check.h"
#include "check/options.h"
#include "check/project.h"
#include "report/choices.h"
#include "report/outputs.h"
#include "report/progress.h"
#include "report/tell.h"

namespace postern::check {
namespace {

using report::kCouldNotRun;

constexpr std::size_t kLongestFile = 4096;

std::string working_directory() {
  std::error_code ignored;
  return std::filesystem::current_path(ignored).string();
}

void print_stats(const report::Run& run, const Project& project) {
  fmt::print(stderr, "{} inputs, {} objects judged, {} documents skipped, {} findings, {} errors\n",
             run.files.size(), run.objects, run.skipped, run.findings.size(), run.faults.size());
  if (!project.directory.empty()) {
    fmt::print(stderr, "settings of {}/{}\n", printable(project.directory, kLongestFile),
               kProjectFile);
  }
}

InputList list_told(const Options& options, const Project& project) {
  InputList list = list_inputs(options.inputs, project.ignore, project.directory);
  for (const std::string& directory : list.empty) {
    report::tell_fault({.file = directory,
                        .reason = Literal("note: there is no .yaml, .yml or .json file in it")});
  }
  const bool waits = std::ranges::any_of(list.inputs, &Input::standard_input);
  if (waits && ::isatty(STDIN_FILENO) == 1) {
    fmt::print(stderr, "postern: reading manifests from standard input\n");
  }
  return list;
}

report::Run run_check(const Options& options, const Project& project, const Settings& settings) {
  const InputList list = list_told(options, project);
  report::Progress progress;
  const Count inputs(list.inputs.size());
  report::Run run = check(list, settings, [&](std::size_t done) {
    progress.tell("{} of {} inputs read", Count(done), inputs);
  });
  run.directory = working_directory();
  run.fail_on = report::fail_on_from(options.fail_on);
  return run;
}

int run(const Options& given, const CLI::App& app) {
  const tl::expected<Project, ProjectError> project = find_project(working_directory());
  if (!project) {
    const ProjectError& error = project.error();
    report::tell_fault({.file = error.file,
                        .line = error.position.line,
                        .column = error.position.column,
                        .reason = error.message});
    return kCouldNotRun;
  }
  const Options options = with_project(given, app, *project);
  Result<std::vector<report::Output>> outputs =
      report::outputs_from(options.format, options.outputs, report::colour_from(options.colour));
  if (!outputs) {
    fmt::print(stderr, "postern: {}\n", outputs.error().message.view());
    return kCouldNotRun;
  }
  const Instant now = std::chrono::system_clock::now();
  std::optional<policy::Policy> policy = report::policy_from(options.config, now);
  if (!policy) {
    return kCouldNotRun;
  }
  using Extent = kube::MemoryWorld::Extent;
  const Settings settings{.policy = *std::move(policy),
                          .name_space = options.name_space,
                          .extent = options.complete ? Extent::kEverything : Extent::kPart,
                          .now = now};
  const report::Run run = run_check(options, *project, settings);
  const int status = report::conclude(run, *outputs);
  if (options.stats) {
    print_stats(run, *project);
  }
  return status;
}

}  // namespace

void add_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* check = app.add_subcommand("check", "Judge manifests as the webhook would");
  add_options(*check, *options);
  check->footer(
      "Exit status: 0 nothing at or above --fail-on, 1 something is, 2 something could not be read "
      "(the rest was judged). A file .postern.yaml in this directory or above it sets the "
      "defaults.");
  check->callback([options, check, &exit_code] { exit_code = run(*options, *check); });
}

}  // namespace postern::check
