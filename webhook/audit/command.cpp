#include "audit/command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "audit/audit.h"
#include "audit/collections.h"
#include "audit/options.h"
#include "audit/policy_reports.h"
#include "report/outputs.h"
#include "report/tell.h"

namespace postern::audit {
namespace {

using report::kCouldNotRun;

int could_not(const Sentence& message) {
  fmt::print(stderr, "postern: {}\n", message.view());
  return kCouldNotRun;
}

std::vector<std::string> each_once(std::vector<std::string> names) {
  std::ranges::sort(names);
  const auto rest = std::ranges::unique(names);
  names.erase(rest.begin(), rest.end());
  return names;
}

void print_stats(const report::Run& run) {
  fmt::print(stderr, "{} objects judged, {} findings, {} errors\n", run.objects,
             run.findings.size(), run.faults.size());
}

int run(const Options& options) {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));  // NOLINT(cert-err33-c): cannot fail here
  const auto bad = std::ranges::find_if_not(options.namespaces, is_namespace);
  if (bad != options.namespaces.end()) {
    return could_not(say("'{}' is no name of a namespace", Name(*bad)));
  }
  const Result<std::vector<report::Output>> outputs =
      report::outputs_from(options.format, options.outputs, report::colour_from(options.colour));
  if (!outputs) {
    return could_not(outputs.error().message);
  }
  // It tells files apart and leaves out what has none: a faulty cluster would look clean.
  if (std::ranges::count(*outputs, report::Format::kGitlab, &report::Output::format) != 0) {
    return could_not(Literal("the format gitlab cannot report a cluster"));
  }
  Result<cluster::Access> access = access_of(options);
  if (!access) {
    return could_not(access.error().message);
  }
  const Instant now = std::chrono::system_clock::now();
  std::optional<policy::Policy> policy = report::policy_from(options.config, now);
  if (!policy) {
    return kCouldNotRun;
  }
  const Settings settings{.policy = *std::move(policy),
                          .namespaces = each_once(options.namespaces),
                          .page_size = options.page_size,
                          .patience = std::chrono::seconds(options.request_timeout),
                          .now = now};
  const cluster::Client client(*std::move(access));
  report::Progress progress(shown_from(options.progress));
  Audited audited = audit(client, settings, progress);
  progress.clear();
  for (const Sentence& note : audited.notes) {
    fmt::print(stderr, "postern: {}\n", note.view());
  }
  if (options.policy_reports) {
    std::vector<report::Fault> faults = publish(client, settings, audited);
    std::ranges::move(faults, std::back_inserter(audited.run.faults));
  }
  audited.run.fail_on = report::fail_on_from(options.fail_on);
  const int status = report::conclude(audited.run, *outputs);
  if (options.stats) {
    print_stats(audited.run);
  }
  return status;
}

}  // namespace

void add_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* audit = app.add_subcommand("audit", "Judge what is in a cluster, as the webhook would");
  add_options(*audit, *options);
  audit->footer(
      "Exit status: 0 nothing at or above --fail-on, 1 something is, 2 not everything could be "
      "read or reported (the rest was judged). Nothing in the cluster is changed, but for "
      "--policy-reports.");
  audit->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace postern::audit
