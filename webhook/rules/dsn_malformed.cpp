#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  const std::optional<dsn::Fault>& fault = found.dsn.fault;
  if (!fault || fault->unknown_keyword) {
    return;  // an unknown parameter is dsn-unknown-parameter's: a driver may know it
  }
  report.at(found.path, "the connection string is refused: {} (bytes {} to {})", fault->reason,
            Count(fault->range.begin), Count(fault->range.end));
}

}  // namespace

constexpr Rule dsn_malformed{
    .id = "dsn-malformed",
    .title = "Connection string that the driver refuses",
    .why =
        "libpq refuses the string when it parses it or when it connects, so the application crashes "
        "on start, often with the password in its error message.",
    .hint = "Write postgresql://user:password@host:5432/database?sslmode=verify-full&sslrootcert=... "
            "and percent-encode reserved characters in the user name and the password.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:100%@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=require
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:100%25@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=require
)",
    .action = Action::kDeny,
    .on_connection_string = check,
};

}  // namespace postern::rules
