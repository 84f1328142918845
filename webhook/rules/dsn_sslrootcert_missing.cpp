#include <algorithm>
#include <array>

#include "dsn/provider.h"
#include "dsn/target.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/tls_judgement.h"

namespace postern::rules {
namespace {

// Go's drivers fall back to the system's trust store; asyncpg's URL has no parameter for a CA.
constexpr std::array<std::string_view, 3> kNeedsNone{"pgx", "lib/pq", "asyncpg"};

bool names_ca(const dsn::Parameter& parameter) {
  const std::string_view keyword = parameter.keyword.view();
  const std::string_view value = parameter.value.expose();
  if (keyword == "sslfactory") {
    return value.ends_with("DefaultJavaSSLFactory");  // Java's own trust store
  }
  const bool is_ca =
      parameter.key == dsn::Key::kSslrootcert || keyword == "ssl-root-cert" || keyword == "ssl-ca";
  return is_ca && parameter.in_force && !value.empty();
}

bool speaks_tls(const dsn::Dsn& dsn, const Context& context) {
  return dsn::target_of(dsn, context.policy.tls.targets) > dsn::Target::kSocket;
}

bool lacks_ca(const kube::ConnectionString& found, const Context& context) {
  const dsn::Dsn& dsn = found.dsn;
  if (found.composition == kube::Composition::kKeys || !is_judgeable(dsn) || !dsn.tls.ca_required ||
      !speaks_tls(dsn, context)) {
    return false;
  }
  return std::ranges::find(kNeedsNone, dsn.driver.view()) == kNeedsNone.end() &&
         std::ranges::none_of(dsn.parameters, names_ca);
}

void report_missing(const kube::ConnectionString& found, Reporter& report) {
  Finding& finding = report.at(found.path, "{}={} without a CA file cannot connect",
                               found.dsn.tls.parameter, found.dsn.tls.setting);
  if (const dsn::Provider* provider = dsn::provider_of(found.dsn)) {
    finding.hint = provider->certificate;
  }
}

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  if (lacks_ca(found, context)) {
    report_missing(found, report);
  }
}

}  // namespace

constexpr Rule dsn_sslrootcert_missing{
    .id = "dsn-sslrootcert-missing",
    .title = "Verifying sslmode without a CA file",
    .why =
        "libpq then looks for ~/.postgresql/root.crt, which no image has, and refuses to connect.",
    .hint =
        "Add sslrootcert=<path of the provider's CA bundle>, or sslrootcert=system with libpq 16 "
        "or newer.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full
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
