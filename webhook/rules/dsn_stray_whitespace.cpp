#include "dsn/recognise.h"
#include "dsn/text.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void report_wrapping(const kube::FieldPath& path, const dsn::Wrapping& wrapping, Reporter& report) {
  if (wrapping.quotes) {
    report.at(path, "quotes stand around the connection string and become a part of it");
  } else if (wrapping.whitespace) {
    report.at(path, "whitespace or a newline stands around the connection string");
  }
}

void check_parts(const kube::ConnectionString& found, Reporter& report) {
  for (const kube::Part& part : found.parts) {
    const std::string_view value = part.entry->value->expose();
    if (dsn::trimmed(value).size() != value.size()) {
      report.at(part.entry->path(), "whitespace or a newline stands around the {} of the database",
                dsn::keyword_of(part.parameter));
    }
  }
}

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  if (found.composition != kube::Composition::kWhole) {
    check_parts(found, report);
    return;
  }
  const auto role = found.declared ? dsn::KeyRole::kDeclaredDsn : dsn::KeyRole::kAnyKey;
  if (const auto candidate = dsn::recognise(found.value.expose(), role)) {
    report_wrapping(found.path, candidate->wrapping, report);
  }
}

}  // namespace

constexpr Rule dsn_stray_whitespace{
    .id = "dsn-stray-whitespace",
    .title = "Whitespace or quotes around a connection string",
    .why =
        "The driver takes every byte: a trailing newline becomes a part of the last parameter, a "
        "quote makes the scheme unknown, and the connection fails or ignores its TLS mode.",
    .hint =
        "Write the value without anything around it; encode it with printf or echo -n, never with "
        "plain echo.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: "postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem\n"
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
