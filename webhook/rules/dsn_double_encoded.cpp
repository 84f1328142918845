#include <vector>

#include "dsn/recognise.h"
#include "kube/connection_string.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check_entries(const std::vector<kube::Entry>& entries, Reporter& report) {
  for (const kube::Entry& entry : entries) {
    if (entry.value && dsn::is_base64_of_dsn(entry.value->expose())) {
      report.at(entry.path(), "the value of {} is base64 of a connection string", Name(entry.key));
    }
  }
}

void check_secret(const kube::SecretView& secret, const kube::Meta&, const Context&,
                  Reporter& report) {
  if (kube::is_application_secret(secret.type)) {
    check_entries(secret.entries, report);
  }
}

void check_config_map(const kube::ConfigMapView& config, const kube::Meta&, const Context&,
                      Reporter& report) {
  check_entries(config.entries, report);
}

void check_workload(const kube::WorkloadView& workload, const kube::Meta&, const Context&,
                    Reporter& report) {
  for (const kube::Container& container : workload.pod.containers) {
    for (const kube::EnvVar& variable : container.env) {
      if (variable.value && dsn::is_base64_of_dsn(variable.value->expose())) {
        report.at(container.env_path(variable).child("value"),
                  "the value of {} is base64 of a connection string", Name(variable.name));
      }
    }
  }
}

}  // namespace

constexpr Rule dsn_double_encoded{
    .id = "dsn-double-encoded",
    .title = "Connection string encoded twice",
    .why =
        "Kubernetes decodes data once, so the container sees base64 text instead of a connection "
        "string, and no driver can read it.",
    .hint = "Encode the value once under data, or write it as it is under stringData.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: cG9zdGdyZXNxbDovL2FwcDpaazh2Mm1RcEBkYi5zaG9wLmFjbWUuaW8vb3JkZXJzP3NzbG1vZGU9cmVxdWlyZQ==
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@db.shop.acme.io/orders?sslmode=require
)",
    .action = Action::kDeny,
    .on_secret = check_secret,
    .on_config_map = check_config_map,
    .on_workload = check_workload,
};

}  // namespace postern::rules
