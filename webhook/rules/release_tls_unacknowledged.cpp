#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  const bool hidden = facts.has_string_secret() || facts.has_whole_secret();
  if (!facts.is_external() || !facts.tls_is_on() || !hidden || facts.is_acknowledged() ||
      facts.acknowledgement().empty()) {
    return;
  }
  report.at(
      facts.path(facts.acknowledgement()),
      "TLS is on, but the chart appends nothing to a connection string that stands in a Secret");
}

}  // namespace

constexpr Rule release_tls_unacknowledged{
    .id = "release-tls-unacknowledged",
    .title = "TLS switched on for a string that the chart cannot change",
    .why =
        "The chart mounts the CA and believes in TLS, while the connection string in the "
        "operator's Secret decides alone, and without sslmode it falls back to plaintext.",
    .hint =
        "Put sslmode and sslrootcert into the connection string in the Secret, then confirm "
        "it by setting this value to true.",
    .bad = R"(postgres:
  mode: external
  external: {existingSecret: eden-database, connectionStringKey: url}
  tls: {enabled: true, mode: verify-full, caBundleSecret: eden-postgres-ca}
)",
    .good = R"(postgres:
  mode: external
  external: {existingSecret: eden-database, connectionStringKey: url}
  tls: {enabled: true, mode: verify-full, caBundleSecret: eden-postgres-ca, tlsAlreadyEncodedInSecret: true}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
