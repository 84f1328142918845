#include "dsn/suspicion.h"
#include "dsn/written_password.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

bool stands_in_pod_template(kube::Place place) {
  switch (place) {
    case kube::Place::kVariable:
    case kube::Place::kArgument:
    case kube::Place::kAnnotation:
      return true;
    case kube::Place::kSecret:
    case kube::Place::kConfigMap:
    case kube::Place::kValues:
      return false;
  }
  return false;
}

// ${DB_PASSWORD} is no password, whoever was to expand it: dsn-unexpanded-variable speaks of it.
bool is_variable(const kube::ConnectionString& found) {
  const auto password = dsn::written_password(found.dsn, found.value.expose());
  return password && dsn::unexpanded_variable(password->expose()).has_value();
}

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  if (!stands_in_pod_template(found.place) || !found.literal_password || is_variable(found)) {
    return;
  }
  report.at(found.path, "a connection string with its password stands in plain text in the {}",
            found.place);
}

}  // namespace

constexpr Rule workload_inline_dsn{
    .id = "workload-inline-dsn",
    .title = "Connection string with a password in a pod template",
    .why =
        "Everyone who may read the workload, its revisions or the node's process list reads the "
        "password; it stays in etcd in plain text and in every backup of the manifests.",
    .hint = "Keep the connection string in a Secret and reference it with valueFrom.secretKeyRef.",
    .bad = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers:
        - name: app
          image: registry.example.org/orders:1
          env:
            - name: DATABASE_URL
              value: postgresql://app:Zk8v2mQp@orders-db:5432/orders
)",
    .good = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers:
        - name: app
          image: registry.example.org/orders:1
          env:
            - name: DATABASE_URL
              valueFrom: {secretKeyRef: {name: orders-db, key: DATABASE_URL}}
)",
    .action = Action::kDeny,
    .on_connection_string = check,
    .reads_embedded = true,
};

}  // namespace postern::rules
