#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// The drivers of the other dialects have parameters without number and ignore what they do not
// know.
bool is_known_grammar(const dsn::Dsn& dsn) {
  return dsn.dialect == dsn::Dialect::kLibpq ||
         (dsn.dialect == dsn::Dialect::kSqlAlchemy && dsn.driver.view().starts_with("psycopg"));
}

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  const bool readable =
      !found.dsn.fault || found.dsn.fault->unknown_keyword || found.dsn.fault->at_connect;
  if (!readable || !is_known_grammar(found.dsn) || found.dsn.form == dsn::Form::kOther ||
      found.dsn.spilled_password) {
    return;
  }
  std::uint64_t number = 0;
  for (const dsn::Parameter& parameter : found.dsn.parameters) {
    ++number;
    if (parameter.key == dsn::Key::kNone && parameter.keyword.empty()) {
      report.at(found.path,
                "libpq and every known driver lack parameter {} (value at bytes {} to {})",
                Count(number), Count(parameter.range.begin), Count(parameter.range.end));
    }
  }
}

}  // namespace

constexpr Rule dsn_unknown_parameter{
    .id = "dsn-unknown-parameter",
    .title = "Parameter that no driver knows",
    .why =
        "libpq refuses the whole string for one unknown parameter; other drivers ignore it or send "
        "it to the server, which refuses the connection.",
    .hint = "Correct the spelling of the parameter or take it out.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem&conect_timeout=5
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem&connect_timeout=5
)",
    .action = Action::kWarn,
    .on_connection_string = check,
};

}  // namespace postern::rules
