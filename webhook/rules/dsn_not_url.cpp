#include <algorithm>

#include "dsn/recognise.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// One key may be declared by several applications: any of them may take the string.
bool is_taken(const kube::ConnectionString& found, const Context& context) {
  const auto candidate = dsn::recognise(found.value.expose(), dsn::KeyRole::kDeclaredDsn);
  return candidate && std::ranges::any_of(context.policy.applications,
                                          [&](const policy::Application& application) {
                                            return application.takes_scheme_of(candidate->text);
                                          });
}

void check(const kube::ConnectionString& found, const Context& context, Reporter& report) {
  if (!found.declared || is_taken(found, context)) {
    return;
  }
  report.at(found.path, "the application reads {} as a URL, and the value is not one",
            Name(found.name));
}

}  // namespace

constexpr Rule dsn_not_url{
    .id = "dsn-not-url",
    .title = "Declared URL key that holds something else",
    .why =
        "The application chooses its store by the scheme of the URL. The keyword form (host=... "
        "dbname=...) has none, so a driver refuses it or another store is opened, a local SQLite "
        "file for example, and writes go to the wrong place.",
    .hint = "Write the URL form, postgresql://user:password@host:5432/database.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  EDEN_STORE_URL: host=orders.abc123.eu-west-1.rds.amazonaws.com dbname=eden user=eden
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  EDEN_STORE_URL: postgresql://eden@orders.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=require
)",
    .action = Action::kDeny,
    .on_connection_string = check,
};

}  // namespace postern::rules
