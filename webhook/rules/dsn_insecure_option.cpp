#include <algorithm>
#include <array>

#include "dsn/options.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/tls_judgement.h"

namespace postern::rules {
namespace {

// They skip the check of a certificate: no loss where none can be verified, or plaintext will do.
constexpr std::array<std::string_view, 5> kSkipChecks{"sslmode", "ssl", "sslaccept", "sslfactory",
                                                      "Trust Server Certificate"};

bool skips_checks(const dsn::InsecureOption& option) {
  return std::ranges::find(kSkipChecks, option.keyword.view()) != kSkipChecks.end();
}

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  if (!is_judgeable(found.dsn)) {
    return;
  }
  const bool verifiable = is_verifiable(found.dsn, context);
  for (const dsn::InsecureOption& option : dsn::insecure_options(found.dsn)) {
    if (verifiable || !skips_checks(option)) {
      report.at(found.path, "{} {}", option.keyword, option.why);
    }
  }
}

}  // namespace

constexpr Rule dsn_insecure_option{
    .id = "dsn-insecure-option",
    .title = "Option that undoes TLS",
    .why =
        "The option gives away what TLS protects, whatever sslmode says: keys in a file, a broken "
        "protocol version, or a certificate that nobody looks at.",
    .hint = "Take the option out, and verify the server with sslmode=verify-full and sslrootcert.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem&sslkeylogfile=/tmp/keys
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
