#include "dsn/target.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// disable is the worst, then allow, then prefer.
int badness_of(dsn::SslMode mode) {
  return static_cast<int>(dsn::SslMode::kRequire) - static_cast<int>(mode);
}

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  const std::optional<dsn::SslMode> mode = found.dsn.ssl_mode;
  if (!found.dsn.valid() || !mode || *mode >= dsn::SslMode::kRequire) {
    return;
  }
  if (context.policy.tls.allows_plaintext(dsn::target_of(found.dsn, context.policy.tls.targets))) {
    return;
  }
  report.at(found.path, "sslmode={} lets the connection end in plaintext", *mode).badness =
      badness_of(*mode);
}

}  // namespace

constexpr Rule dsn_sslmode_weak{
    .id = "dsn-sslmode-weak",
    .title = "sslmode that permits plaintext",
    .why = "disable never encrypts; allow and prefer encrypt only when nobody objects, so anyone on "
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
