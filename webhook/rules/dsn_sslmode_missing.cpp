#include "dsn/target.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  if (!found.dsn.valid() || found.dsn.ssl_mode || found.dsn.form == dsn::Form::kOther) {
    return;
  }
  if (context.policy.tls.allows_plaintext(dsn::target_of(found.dsn, context.policy.tls.targets))) {
    return;
  }
  Finding& finding = report.at(
      found.path, "the connection string has no sslmode, so libpq falls back to plaintext");
  if (found.composition == kube::Composition::kKeys) {
    // The application builds the string from the keys, and may well add a mode of its own.
    finding.action = Action::kWarn;
  }
}

}  // namespace

constexpr Rule dsn_sslmode_missing{
    .id = "dsn-sslmode-missing",
    .title = "Connection string without sslmode",
    .why =
        "libpq's default is prefer: when the server, or somebody between, refuses TLS, the "
        "password and every row travel in plaintext and nothing reports it.",
    .hint = "Append sslmode=verify-full and sslrootcert=<path of the provider's CA bundle>.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
)",
    .action = Action::kDeny,
    .on_connection_string = check,
};

}  // namespace postern::rules
