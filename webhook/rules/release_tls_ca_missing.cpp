#include <optional>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  const std::optional<dsn::SslMode> mode = facts.tls_mode();
  if (!facts.is_external() || !facts.tls_is_on() || !mode || *mode == dsn::SslMode::kRequire) {
    return;
  }
  const policy::ReleaseMapping& mapping = facts.mapping;
  if (!mapping.ca_secret.empty() && !facts.is_set(mapping.ca_secret)) {
    report.at(facts.path(mapping.ca_secret), "{} needs a CA bundle, and no Secret is named", *mode);
    return;
  }
  const helm::Value key = facts.value(mapping.ca_key);
  if (!mapping.ca_key.empty() && !key.truthy() && (!facts.is_subchart || !key.is_absent())) {
    report.at(facts.path(mapping.ca_key), "{} needs a CA bundle, and no key is named", *mode);
  }
}

}  // namespace

constexpr Rule release_tls_ca_missing{
    .id = "release-tls-ca-missing",
    .title = "Verified TLS without a CA bundle",
    .why =
        "libpq refuses to connect when the file of sslrootcert does not exist: no pod of "
        "the application starts.",
    .hint = "Name the Secret that holds the provider's CA bundle, and its key.",
    .bad = R"(postgres:
  mode: external
  external: {connectionString: "postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden"}
  tls: {enabled: true, mode: verify-full}
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
