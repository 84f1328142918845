#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  if (facts.is_acknowledged() && !facts.tls_is_on()) {
    report.at(facts.path(facts.acknowledgement()),
              "TLS in the Secret is confirmed, but TLS is off and the CA is not mounted");
  }
}

}  // namespace

constexpr Rule release_ack_without_tls{
    .id = "release-ack-without-tls",
    .title = "TLS confirmed and switched off",
    .why =
        "Whoever confirmed that the connection string in the Secret demands TLS expects it; "
        "with TLS off the chart does not mount the CA that the string refers to.",
    .hint = "Switch TLS on, or remove the confirmation.",
    .bad = R"(postgres:
  mode: external
  external: {existingSecret: eden-database, connectionStringKey: url}
  tls: {tlsAlreadyEncodedInSecret: true}
)",
    .good = R"(postgres:
  mode: external
  external: {existingSecret: eden-database, connectionStringKey: url}
)",
    .action = Action::kWarn,
    .on_release = check,
};

}  // namespace postern::rules
