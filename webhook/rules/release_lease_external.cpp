#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  if (facts.is_external() && facts.is_set(facts.mapping.lease)) {
    report.at(facts.path(facts.mapping.lease), "lease mode is on, and the mode is {}",
              Name(facts.mapping.external_mode));
  }
}

}  // namespace

constexpr Rule release_lease_external{
    .id = "release-lease-external",
    .title = "Lease mode with an external database",
    .why =
        "The control plane takes leases that only the embedded database supports: with an "
        "external one it never becomes ready.",
    .hint = "Switch lease mode off, or use the embedded database.",
    .bad = R"(postgres:
  mode: external
  external: {connectionString: "postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden"}
  tls: {enabled: true, mode: verify-full, caBundleSecret: eden-postgres-ca}
orchestrator: {leaseMode: {enabled: true}}
)",
    .good = R"(postgres:
  mode: external
  external: {connectionString: "postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden"}
  tls: {enabled: true, mode: verify-full, caBundleSecret: eden-postgres-ca}
orchestrator: {leaseMode: {enabled: false}}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
