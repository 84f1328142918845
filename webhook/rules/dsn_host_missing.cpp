#include <algorithm>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

bool is_given(const dsn::Dsn& dsn, dsn::Key key) {
  const Sealed<std::string>* value = dsn.value(key);
  return value != nullptr && !value->expose().empty();
}

bool is_empty(const dsn::Host& host) {
  return host.name.expose().empty() && host.address.expose().empty();
}

bool lacks_host(const dsn::Dsn& dsn) {
  const bool readable = !dsn.fault || dsn.fault->at_connect || dsn.fault->unknown_keyword;
  if (!readable || dsn.form == dsn::Form::kOther || is_given(dsn, dsn::Key::kService)) {
    return false;
  }
  const bool none = !is_given(dsn, dsn::Key::kHost) && !is_given(dsn, dsn::Key::kHostaddr);
  return none || std::ranges::any_of(dsn.hosts, is_empty);
}

void report_missing(const kube::ConnectionString& found, Reporter& report) {
  report.at(found.path_of(dsn::Key::kHost),
            "the connection string names no host, so the driver dials a local socket or localhost");
}

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  if (lacks_host(found.dsn)) {
    report_missing(found, report);
  }
}

}  // namespace

constexpr Rule dsn_host_missing{
    .id = "dsn-host-missing",
    .title = "Connection string without a host",
    .why =
        "A host that is empty, often an empty variable, is no error: the driver tries a local "
        "socket or localhost, and the application fails with a message about a socket, or reaches "
        "another database.",
    .hint =
        "Name the host between the at sign and the path, "
        "postgresql://user:password@host:5432/database.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@:5432/orders?sslmode=require
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
