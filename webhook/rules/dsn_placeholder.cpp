#include "dsn/suspicion.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  const std::optional<dsn::Component> placeholder = dsn::placeholder_in(found.dsn);
  if (!placeholder) {
    return;
  }
  const bool host = *placeholder == dsn::Component::kHost;
  report.at(found.path_of(host ? dsn::Key::kHost : dsn::Key::kPassword),
            "the {} is a placeholder that nobody replaced", *placeholder);
}

}  // namespace

constexpr Rule dsn_placeholder{
    .id = "dsn-placeholder",
    .title = "Placeholder in a connection string",
    .why =
        "The value was copied from an example: the application cannot connect, or the database has "
        "a password that everybody knows.",
    .hint = "Replace the placeholder with the real value.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:changeme@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
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
