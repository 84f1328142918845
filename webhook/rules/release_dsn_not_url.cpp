#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  if (!facts.uses_inline_string() ||
      facts.application.takes_scheme_of(
          facts.value(facts.mapping.connection_string).text().expose())) {
    return;
  }
  report.at(facts.path(facts.mapping.connection_string),
            "the connection string is no URL with a scheme that {} takes",
            Name(facts.application.name));
}

}  // namespace

constexpr Rule release_dsn_not_url{
    .id = "release-dsn-not-url",
    .title = "Inline connection string that is no URL",
    .why =
        "The application dispatches on the scheme, in lower case: anything else, libpq's "
        "keyword form included, is taken for the path of a file and opens an empty SQLite "
        "database there.",
    .hint =
        "Write the connection string as a URL: "
        "postgresql://user:password@host:5432/database.",
    .bad = R"(postgres:
  mode: external
  external: {connectionString: host=db.internal user=eden dbname=eden}
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
