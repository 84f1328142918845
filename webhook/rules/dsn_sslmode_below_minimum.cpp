#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/tls_judgement.h"

namespace postern::rules {
namespace {

// dsn-sslmode-missing and dsn-sslmode-weak have fired already.
bool is_other_rule(const dsn::Dsn& dsn, const Context& context) {
  return dsn.tls.protection < dsn::Protection::kEncrypted && demands_tls(dsn, context);
}

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  const dsn::Protection protection = found.dsn.tls.protection;
  if (!is_judgeable(found.dsn) || is_other_rule(found.dsn, context)) {
    return;
  }
  const std::optional<dsn::SslMode> minimum = minimum_of(found.dsn, context);
  if (!minimum || protection >= protection_of(*minimum)) {
    return;
  }
  Finding& finding =
      report.at(found.path, "the connection is {}, and the policy asks for sslmode={} at least",
                protection, *minimum);
  finding.badness = static_cast<int>(dsn::Protection::kVerifiedFull) - static_cast<int>(protection);
  finding.hint = tls_advice(found.dsn,
                            "Set sslmode to the policy's minimum for the host, and sslrootcert to "
                            "the path of the provider's CA bundle.");
}

}  // namespace

constexpr Rule dsn_sslmode_below_minimum{
    .id = "dsn-sslmode-below-minimum",
    .title = "sslmode below the policy's minimum",
    .why =
        "The platform team decided how well connections to this host are protected, and this one "
        "is protected less.",
    .hint =
        "Set sslmode to the policy's minimum for the host, and sslrootcert to the path of the "
        "provider's CA bundle.",
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
    .action = Action::kDeny,
    .bad_needs_world = true,  // it needs a policy with tls.minimum: verify-full
    .on_connection_string = check,
    .needs_whole_string = true,
};

}  // namespace postern::rules
