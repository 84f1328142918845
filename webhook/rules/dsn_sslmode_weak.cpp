#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/tls_judgement.h"

namespace postern::rules {
namespace {

// disable is the worst, then allow, then prefer.
int badness_of(const dsn::Dsn& dsn) {
  if (dsn.tls.protection == dsn::Protection::kPlaintext) {
    return 3;
  }
  return dsn.ssl_mode == dsn::SslMode::kAllow ? 2 : 1;
}

Finding& report_weak(const kube::ConnectionString& found, Reporter& report) {
  const dsn::Tls& tls = found.dsn.tls;
  if (tls.setting.empty()) {
    return report.at(found.path, "the value of {} lets the connection end in plaintext",
                     tls.parameter);
  }
  if (found.dsn.driver.empty()) {
    return report.at(found.path, "{}={} lets the connection end in plaintext", tls.parameter,
                     tls.setting);
  }
  return report.at(found.path, "{}={}, as {} reads it, lets the connection end in plaintext",
                   tls.parameter, tls.setting, found.dsn.driver);
}

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  const dsn::Tls& tls = found.dsn.tls;
  if (!is_judgeable(found.dsn) || !tls.is_explicit() ||
      tls.protection >= dsn::Protection::kEncrypted || !demands_tls(found.dsn, context)) {
    return;
  }
  Finding& finding = report_weak(found, report);
  finding.badness = badness_of(found.dsn);
  finding.hint = tls_advice(
      found.dsn, "Set sslmode=verify-full and sslrootcert=<path of the provider's CA bundle>.");
}

}  // namespace

constexpr Rule dsn_sslmode_weak{
    .id = "dsn-sslmode-weak",
    .title = "sslmode that permits plaintext",
    .why =
        "disable never encrypts; allow and prefer encrypt only when nobody objects, so anyone on "
        "the path can make the client fall back to plaintext and read the password.",
    .hint = "Set sslmode=verify-full and sslrootcert=<path of the provider's CA bundle>.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=prefer
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
