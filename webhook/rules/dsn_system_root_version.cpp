#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/tls_judgement.h"

namespace postern::rules {
namespace {

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  const Sealed<std::string>* root = found.dsn.value(dsn::Key::kSslrootcert);
  const bool libpq =
      found.dsn.dialect == dsn::Dialect::kLibpq || found.dsn.dialect == dsn::Dialect::kSqlAlchemy;
  // pgx reads "system" itself, in every release.
  if (!is_judgeable(found.dsn) || !libpq || found.dsn.driver == Literal("pgx") || root == nullptr ||
      root->expose() != "system") {
    return;
  }
  report.at(found.path_of(dsn::Key::kSslrootcert),
            "sslrootcert=system needs libpq 16; an older one looks for a file of that name");
}

}  // namespace

constexpr Rule dsn_system_root_version{
    .id = "dsn-system-root-version",
    .title = "sslrootcert=system on an old libpq",
    .why =
        "libpq 15 and older take the word for the name of a file, do not find it and refuse to "
        "connect. Debian 12 has libpq 15.",
    .hint =
        "Make sure that the image has libpq 16 or newer, or name a file, "
        "/etc/ssl/certs/ca-certificates.crt for instance.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@aws-us-east-1-3.pg.psdb.cloud/postgres?sslmode=verify-full&sslrootcert=system
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@aws-us-east-1-3.pg.psdb.cloud/postgres?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt
)",
    .action = Action::kWarn,
    .on_connection_string = check,
};

}  // namespace postern::rules
