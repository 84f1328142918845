#include "check/command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/utf8.h"
#include "check/check.h"
#include "report/outputs.h"

namespace postern::check {
namespace {

constexpr int kFindings = 1;
constexpr int kCouldNotRun = 2;

struct Options {
  std::vector<std::string> inputs = {"-"};
  std::string name_space;
  std::string fail_on = "deny";
  std::string format = "text";
  std::vector<std::string> outputs;
  bool stats = false;
};

// <file>:<line>:<column>: <reason>, with what is known of the place.
void print_fault(const report::Fault& fault) {
  std::string place = printable(fault.file, 4096);
  if (fault.line != 0) {
    place += fmt::format(":{}", fault.line);
  }
  if (fault.column != 0) {
    place += fmt::format(":{}", fault.column);
  }
  fmt::print(stderr, "{}: {}\n", place, fault.reason.view());
}

report::FailOn fail_on_from(std::string_view text) {
  if (text == "never") {
    return report::FailOn::kNever;
  }
  return text == "warn" ? report::FailOn::kWarn : report::FailOn::kDeny;
}

// False when one of them could not be written, which is told.
bool write_reports(const report::Run& run, const std::vector<report::Output>& outputs) {
  bool written = true;
  for (const report::Output& output : outputs) {
    if (const Result<void> done = report::write(run, output); !done) {
      fmt::print(stderr, "postern: {}: {}\n", printable(output.file, 4096),
                 done.error().message.view());
      written = false;
    }
  }
  return written;
}

std::string working_directory() {
  std::error_code ignored;
  return std::filesystem::current_path(ignored).string();
}

int run(const Options& options) {
  const Result<std::vector<report::Output>> outputs =
      report::outputs_from(options.format, options.outputs);
  if (!outputs) {
    fmt::print(stderr, "postern: {}\n", outputs.error().message.view());
    return kCouldNotRun;
  }
  const policy::Policy policy = policy::built_in_policy();
  const Settings settings{.name_space = options.name_space,
                          .now = std::chrono::system_clock::now()};
  report::Run run{.directory = working_directory(), .fail_on = fail_on_from(options.fail_on)};
  for_each_input(
      options.inputs, [&](const Input& input) { check_input(input, policy, settings, run); },
      [&](const std::string& name, const Error& error) {
        run.faults.push_back({.file = name, .reason = error.message});
      });
  const bool written = write_reports(run, *outputs);
  std::ranges::for_each(run.faults, print_fault);
  if (options.stats) {
    fmt::print(stderr, "{} objects judged, {} documents skipped, {} findings, {} errors\n",
               run.objects, run.skipped, run.findings.size(), run.faults.size());
  }
  if (!run.faults.empty() || !written) {
    return kCouldNotRun;
  }
  return report::fails(run) ? kFindings : 0;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const report::Format format : report::kFormats) {
    names.emplace_back(to_text(format).view());
  }
  return names;
}

}  // namespace

void add_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* check = app.add_subcommand("check", "Judge manifests as the webhook would");
  check->add_option("inputs", options->inputs, "Files, directories, or - for standard input")
      ->capture_default_str();
  check->add_option("--namespace", options->name_space, "Namespace of objects that name none");
  check->add_option("--fail-on", options->fail_on, "Exit 1 from this action on")
      ->check(CLI::IsMember({"deny", "warn", "never"}))
      ->capture_default_str();
  check->add_option("--format", options->format, "How to report")
      ->check(CLI::IsMember(format_names()))
      ->capture_default_str();
  check
      ->add_option("--output", options->outputs,
                   "Report to this file; FORMAT=FILE, repeated, for more formats in one run")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("[FORMAT=]FILE");
  check->add_flag("--stats", options->stats, "Print counts to standard error");
  check->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace postern::check
