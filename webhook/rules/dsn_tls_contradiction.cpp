#include "dsn/contradiction.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// "?sslmode=require?sslmode=require": the value then holds a second '=', which libpq refuses, so no
// parameter is there to look at.
bool has_second_query(const kube::ConnectionString& found) {
  const std::string_view value = found.value.expose();
  const std::size_t query = value.find('?');
  return found.dsn.form == dsn::Form::kUri && found.dsn.fault && query != std::string_view::npos &&
         value.find("?ssl", query + 1) != std::string_view::npos;
}

void report_change(const kube::ConnectionString& found, const dsn::Contradiction& contradiction,
                   Reporter& report) {
  if (contradiction.earlier && contradiction.in_force) {
    report.at(found.path, "a later {} turns sslmode={} into sslmode={}", contradiction.keyword,
              *contradiction.earlier, *contradiction.in_force);
  } else {
    report.at(found.path, "a later {} changes an earlier TLS mode", contradiction.keyword);
  }
}

// "POSTGRES://...?sslmode=..." is keyword text to libpq, with a query in its only value: another
// rule's.
bool is_readable(const dsn::Dsn& dsn) {
  return dsn.form == dsn::Form::kUri || dsn.form == dsn::Form::kKeyword;
}

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  if (!is_readable(found.dsn)) {
    return;
  }
  const std::optional<dsn::Contradiction> contradiction = dsn::tls_contradiction(found.dsn);
  if (contradiction && contradiction->kind != dsn::ContradictionKind::kGluedQuery) {
    report_change(found, *contradiction, report);
  } else if (contradiction || has_second_query(found)) {
    report.at(found.path,
              "a TLS parameter was appended with the wrong separator, so it is a part of the value "
              "before it");
  }
}

}  // namespace

constexpr Rule dsn_tls_contradiction{
    .id = "dsn-tls-contradiction",
    .title = "TLS parameters that contradict each other",
    .why =
        "The last parameter wins without a word: ssl=true or a suffix appended by a second tool "
        "turns verify-full into require, or a mode appended with a second question mark becomes a "
        "part of a path.",
    .hint = "Keep one sslmode, and separate parameters with an ampersand.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem&ssl=true
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
