#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// A driver's own parameter or value is no fault of the string, and what nobody knows is another
// rule's.
const dsn::Fault* fault_of(const dsn::Dsn& dsn) {
  if (!dsn.fault) {
    return dsn.latent_faults.empty() ? nullptr : &dsn.latent_faults.front();
  }
  const bool unknown = dsn.fault->unknown_keyword && dsn.form != dsn::Form::kOther;
  const bool other_rule = unknown || !dsn.fault->driver.empty();
  return other_rule ? nullptr : &*dsn.fault;
}

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  if (found.declared && found.dsn.form == dsn::Form::kOther) {
    return;  // dsn-not-url says it all
  }
  const dsn::Fault* fault = fault_of(found.dsn);
  if (fault == nullptr) {
    return;
  }
  if (found.dsn.fault) {
    report.at(found.path, "the connection string is refused: {} ({}, bytes {} to {})",
              fault->reason, fault->component, Count(fault->range.begin), Count(fault->range.end));
  } else {
    report.at(found.path,
              "the connection string fails on some connection attempts: {} ({}, bytes {} to {})",
              fault->reason, fault->component, Count(fault->range.begin), Count(fault->range.end));
  }
}

}  // namespace

constexpr Rule dsn_malformed{
    .id = "dsn-malformed",
    .title = "Connection string that the driver refuses",
    .why =
        "libpq refuses the string when it parses it or when it connects, so the application "
        "crashes on start, often with the password in its error message.",
    .hint =
        "Write "
        "postgresql://user:password@host:5432/database?sslmode=verify-full&sslrootcert=<path> and "
        "percent-encode reserved characters in the user name and the password.",
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
