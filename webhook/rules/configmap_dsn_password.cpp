#include "dsn/suspicion.h"
#include "dsn/written_password.h"
#include "kube/connection_string.h"
#include "rules/catalog_entries.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// <password>: the reader of the file is asked to fill it in.
bool is_left_open(const kube::ConnectionString& found) {
  const auto password = dsn::written_password(found.dsn, found.value.expose());
  return !password || password->expose().starts_with('<') ||
         dsn::unexpanded_variable(password->expose()).has_value();
}

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  if (found.place != kube::Place::kConfigMap || !found.literal_password || is_left_open(found)) {
    return;
  }
  const Literal how = found.embedded ? Literal("inside the text of") : Literal("in");
  report.at(found.path_of(dsn::Key::kPassword),
            "a connection string with its password stands {} a ConfigMap", how);
}

}  // namespace

constexpr Rule configmap_dsn_password{
    .id = "configmap-dsn-password",
    .title = "Connection string with a password in a ConfigMap",
    .why =
        "ConfigMaps are not encrypted at rest by default, are readable for most users of a "
        "namespace, and are copied into dashboards and backups without masking.",
    .hint =
        "Move the connection string to a Secret, or leave the password out and set PGPASSWORD "
        "from a Secret.",
    .bad = R"(apiVersion: v1
kind: ConfigMap
metadata: {name: orders}
data:
  application.yaml: |
    datasource:
      url: postgresql://app:Zk8v2mQp@orders-db:5432/orders
)",
    .good = R"(apiVersion: v1
kind: ConfigMap
metadata: {name: orders}
data:
  application.yaml: |
    datasource:
      url: postgresql://app:${DB_PASSWORD}@orders-db:5432/orders
)",
    .action = Action::kDeny,
    .on_connection_string = check,
    .reads_embedded = true,
};

}  // namespace postern::rules
