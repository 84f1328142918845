#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  if (!found.dsn.spilled_password) {
    return;
  }
  report.at(
      found.path,
      "a reserved character in the password is not percent-encoded, so a part of the password "
      "is read as the {}",
      *found.dsn.spilled_password);
}

}  // namespace

constexpr Rule dsn_password_unencoded{
    .id = "dsn-password-unencoded",
    .title = "Password with unencoded reserved characters",
    .why =
        "libpq ends the password at the first at sign or slash: the rest is dialled as a host, "
        "asked of DNS and written into error messages.",
    .hint =
        "Percent-encode the password: %40 for @, %3A for :, %2F for /, %3F for ?, %23 for #, %25 "
        "for %.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8@v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8%40v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
)",
    .action = Action::kDeny,
    .on_connection_string = check,
};

}  // namespace postern::rules
