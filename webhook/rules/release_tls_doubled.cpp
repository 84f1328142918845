#include <optional>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  const std::optional<dsn::SslMode> appended = facts.tls_mode();
  const std::optional<dsn::Dsn>& written = facts.inline_dsn();
  if (!facts.tls_is_on() || !appended || !written || !written->tls.is_explicit()) {
    return;
  }
  const dsn::Tls& own = written->tls;
  Finding& finding =
      report.at(facts.path(facts.mapping.connection_string),
                "the connection string sets {} itself, and the chart appends sslmode={} to it",
                own.parameter, *appended);
  if (own.setting.view() == to_text(*appended).view()) {
    finding.action = Action::kWarn;
  }
}

}  // namespace

constexpr Rule release_tls_doubled{
    .id = "release-tls-doubled",
    .title = "sslmode in the connection string and appended by the chart",
    .why =
        "The last sslmode wins: what the connection string says is not what happens, and "
        "the next change of either goes unnoticed.",
    .hint =
        "Keep sslmode in one place: take it out of the connection string, or switch the "
        "chart's TLS off.",
    .bad = R"(postgres:
  mode: external
  external: {connectionString: "postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=require"}
  tls: {enabled: true, mode: verify-full, caBundleSecret: eden-postgres-ca}
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
