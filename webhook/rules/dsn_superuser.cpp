#include "dsn/suspicion.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  const Sealed<std::string>* user = found.dsn.value(dsn::Key::kUser);
  if (user != nullptr && dsn::is_superuser(user->expose())) {
    report.at(found.path_of(dsn::Key::kUser), "the user administers the whole server");
  }
}

}  // namespace

constexpr Rule dsn_superuser{
    .id = "dsn-superuser",
    .title = "Application that connects as an administrator",
    .why = "Whoever breaks into the application owns every database of the server.",
    .hint = "Create a role with the rights that the application needs, and connect as it.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://postgres:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
)",
    .action = Action::kOff,
    .on_connection_string = check,
};

}  // namespace postern::rules
