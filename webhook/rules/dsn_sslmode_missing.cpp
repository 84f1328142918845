#include <algorithm>
#include <array>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/tls_judgement.h"

namespace postern::rules {
namespace {

bool lacks_mode(const kube::ConnectionString& found, const Context& context) {
  const dsn::Tls& tls = found.dsn.tls;
  return is_judgeable(found.dsn) && !tls.is_explicit() &&
         tls.protection < dsn::Protection::kEncrypted && demands_tls(found.dsn, context);
}

// Host, port, database, user and password: all that a connection needs, so that an application has
// no reason to add to it. Of fewer keys it builds a string of its own, maybe with a mode.
bool is_complete(const kube::ConnectionString& found) {
  constexpr std::array kNeeded = {dsn::Key::kHost, dsn::Key::kPort, dsn::Key::kDbname,
                                  dsn::Key::kUser, dsn::Key::kPassword};
  return std::ranges::all_of(kNeeded, [&](dsn::Key key) {
    return std::ranges::find(found.parts, key, &kube::Part::parameter) != found.parts.end();
  });
}

Finding& report_fallback(const kube::ConnectionString& found, Reporter& report) {
  if (found.dsn.driver.empty()) {
    return report.at(found.path,
                     "the connection string has no sslmode, so libpq falls back to plaintext");
  }
  if (found.dsn.tls.protection == dsn::Protection::kPlaintext) {
    return report.at(found.path, "the connection string has no sslmode, so {} uses plaintext",
                     found.dsn.driver);
  }
  return report.at(found.path,
                   "the connection string has no sslmode, so {} may fall back to plaintext",
                   found.dsn.driver);
}

void report_missing(const kube::ConnectionString& found, Reporter& report) {
  Finding& finding = report_fallback(found, report);
  if (found.composition == kube::Composition::kKeys && !is_complete(found)) {
    finding.action = Action::kWarn;
  }
  finding.hint = tls_advice(
      found.dsn, "Append sslmode=verify-full and sslrootcert=<path of the provider's CA bundle>.");
}

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  if (lacks_mode(found, context)) {
    report_missing(found, report);
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
    .needs_whole_string = true,
};

}  // namespace postern::rules
