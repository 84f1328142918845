#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  if (facts.mode == StatedMode::kEmbedded && facts.tls_is_on()) {
    report.at(facts.path(facts.mapping.tls_enabled), "TLS is on, and the mode is {}",
              Name(facts.mapping.embedded_mode));
  }
}

}  // namespace

constexpr Rule release_tls_embedded{
    .id = "release-tls-embedded",
    .title = "TLS demanded of the embedded database",
    .why =
        "The Postgres that the chart brings along has no certificate: a client that insists "
        "on TLS is refused and no component starts.",
    .hint = "Switch TLS off, or use an external database.",
    .bad = R"(postgres:
  mode: embedded
  tls: {enabled: true, mode: require}
)",
    .good = R"(postgres:
  mode: embedded
  tls: {enabled: false}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
