#include "check/command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>

#include "base/utf8.h"
#include "check/check.h"
#include "report/text.h"

namespace postern::check {
namespace {

constexpr int kFindings = 1;
constexpr int kCouldNotRun = 2;

struct Options {
  std::vector<std::string> inputs = {"-"};
  std::string name_space;
  std::string fail_on = "deny";
  bool stats = false;
};

// <file>:<line>:<column>: <reason>, with what is known of the place.
void print_fault(const Fault& fault) {
  std::string place = printable(fault.file, 4096);
  if (fault.line != 0) {
    place += fmt::format(":{}", fault.line);
  }
  if (fault.column != 0) {
    place += fmt::format(":{}", fault.column);
  }
  fmt::print(stderr, "{}: {}\n", place, fault.reason.view());
}

bool fails(const Report& report, std::string_view fail_on) {
  const Action threshold = fail_on == "warn" ? Action::kWarn : Action::kDeny;
  return fail_on != "never" &&
         std::ranges::any_of(report.findings, [&](const report::LocatedFinding& located) {
           return located.finding.action <= threshold;
         });
}

int run(const Options& options) {
  const policy::Policy policy = policy::built_in_policy();
  const Settings settings{.name_space = options.name_space,
                          .now = std::chrono::system_clock::now()};
  Report report;
  for_each_input(
      options.inputs, [&](const Input& input) { check_input(input, policy, settings, report); },
      [&](const std::string& name, const Error& error) {
        report.faults.push_back({.file = name, .reason = error.message});
      });
  fmt::print("{}", report::text(report.findings));
  std::ranges::for_each(report.faults, print_fault);
  if (options.stats) {
    fmt::print(stderr, "{} objects judged, {} documents skipped, {} findings, {} errors\n",
               report.objects, report.skipped, report.findings.size(), report.faults.size());
  }
  if (!report.faults.empty()) {
    return kCouldNotRun;
  }
  return fails(report, options.fail_on) ? kFindings : 0;
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
  check->add_flag("--stats", options->stats, "Print counts to standard error");
  check->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace postern::check
