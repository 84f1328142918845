#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

bool may_be_default(const ReleaseFacts& facts, const helm::Value& mode) {
  return mode.is_absent() && (!facts.tls_is_on() || (facts.is_subchart && !mode.is_removed()));
}

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  const helm::Value mode = facts.value(facts.mapping.tls_mode);
  if (facts.mapping.tls_mode.empty() || facts.tls_mode() || may_be_default(facts, mode)) {
    return;
  }
  const kube::FieldPath path = facts.path(facts.mapping.tls_mode);
  if (mode.is_absent()) {
    report.at(path, "TLS is on without a mode");
  } else {
    report.at(path, "the mode is none of require, verify-ca and verify-full");
  }
}

}  // namespace

constexpr Rule release_tls_mode_weak{
    .id = "release-tls-mode-weak",
    .title = "TLS mode that does not encrypt",
    .why =
        "disable, allow and prefer end in plaintext, a misspelt mode ends in a refused "
        "connection, and an absent one in a connection string that no driver takes. It "
        "counts with TLS off, too: switching TLS on must not switch it on like that.",
    .hint =
        "Set the mode to verify-full, or to verify-ca or require where the provider offers "
        "no more.",
    .bad = R"(postgres:
  mode: external
  external: {connectionString: "postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden"}
  tls: {enabled: true, mode: disable}
)",
    .good = R"(postgres:
  mode: external
  external: {connectionString: "postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden"}
  tls: {enabled: true, mode: verify-full, caBundleSecret: eden-postgres-ca}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
