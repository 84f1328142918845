#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/tls_judgement.h"

namespace postern::rules {
namespace {

bool is_given(const dsn::Dsn& dsn, dsn::Key key) {
  const Sealed<std::string>* value = dsn.value(key);
  return value != nullptr && !value->expose().empty();
}

// libpq verifies the chain under require when it has a CA file (fe-secure-openssl.c,
// initialize_SSL), and SCRAM with channel binding authenticates the server by itself.
bool is_authenticated_otherwise(const dsn::Dsn& dsn) {
  const bool libpq =
      dsn.dialect == dsn::Dialect::kLibpq || dsn.dialect == dsn::Dialect::kSqlAlchemy;
  const Sealed<std::string>* binding = dsn.value(dsn::Key::kChannelBinding);
  return (libpq && is_given(dsn, dsn::Key::kSslrootcert)) ||
         (binding != nullptr && binding->expose() == "require");
}

// dsn-insecure-option names these.
bool skips_checks(const dsn::Tls& tls) {
  return tls.parameter == Literal("sslfactory") || tls.setting == Literal("no-verify");
}

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  if (!is_judgeable(found.dsn) || found.dsn.tls.protection != dsn::Protection::kEncrypted ||
      skips_checks(found.dsn.tls) || is_authenticated_otherwise(found.dsn) ||
      !is_verifiable(found.dsn, context)) {
    return;
  }
  report
      .at(found.path, "{}={} encrypts and does not authenticate the server",
          found.dsn.tls.parameter, found.dsn.tls.setting)
      .hint = tls_advice(
      found.dsn, "Set sslmode=verify-full and sslrootcert=<path of the provider's CA bundle>.");
}

}  // namespace

constexpr Rule dsn_sslmode_unverified{
    .id = "dsn-sslmode-unverified",
    .title = "TLS without authentication of the server",
    .why =
        "require encrypts for whoever answers: somebody on the path can show any certificate, take "
        "the password and pass the traffic on.",
    .hint = "Set sslmode=verify-full and sslrootcert=<path of the provider's CA bundle>.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=require
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
)",
    .action = Action::kWarn,
    .on_connection_string = check,
    .needs_whole_string = true,
};

}  // namespace postern::rules
