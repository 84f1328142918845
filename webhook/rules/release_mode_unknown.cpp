#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// A subchart's defaults are not stored with the release: what is absent may stand there.
bool may_be_set_elsewhere(const ReleaseFacts& facts, const helm::Value& mode) {
  return facts.is_subchart && mode.is_absent() && !mode.is_removed();
}

void report_absent(const ReleaseFacts& facts, Reporter& report) {
  Finding& finding = report.at(facts.path(facts.mapping.mode), "no mode is set");
  if (facts.release.version > 1) {
    finding.hint =
        say("Upgrade with --reset-then-reuse-values: --reuse-values keeps the defaults of an older "
            "chart, "
            "which has no {}.",
            Name(facts.mapping.mode));
  }
}

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  const helm::Value mode = facts.value(facts.mapping.mode);
  if (facts.mode != StatedMode::kUnknown || may_be_set_elsewhere(facts, mode)) {
    return;
  }
  if (mode.is_absent()) {
    report_absent(facts, report);
    return;
  }
  report.at(facts.path(facts.mapping.mode), "the mode is neither {} nor {}",
            Name(facts.mapping.embedded_mode), Name(facts.mapping.external_mode));
}

}  // namespace

constexpr Rule release_mode_unknown{
    .id = "release-mode-unknown",
    .title = "Unknown or missing database mode",
    .why =
        "The chart's templates compare the mode with the words they know; anything else "
        "renders a mixture of both modes, with a connection string for a database that "
        "nobody runs.",
    .hint = "Set the mode to one of the contract's words.",
    .bad = R"(postgres: {mode: managed}
)",
    .good = R"(postgres: {mode: embedded}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
