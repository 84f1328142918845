#include <algorithm>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

bool needs(const kube::ContainerFacts& container, const kube::EnvFrom& from) {
  return std::ranges::any_of(container.referenced, [&](const kube::ReferencedString& string) {
    return string.source == from.kind && string.object == from.name && string.used;
  });
}

void check_container(const kube::ContainerFacts& container, Reporter& report) {
  for (const kube::EnvFrom& from : container.container.env_from) {
    const auto held =
        std::ranges::find_if(container.referenced, [&](const kube::ReferencedString& string) {
          return string.source == kube::SourceKind::kSecret && from.kind == string.source &&
                 string.object == from.name && !string.used;
        });
    if (held != container.referenced.end() && !needs(container, from)) {
      report.at(container.container.env_from_path(from),
                "the whole Secret {} is imported, and with it the connection string {}",
                Name(from.name), Name(held->key));
    }
  }
}

void check(const kube::PodFacts& pod, const Context&, Reporter& report) {
  for (const kube::ContainerFacts& container : pod.containers) {
    check_container(container, report);
  }
}

}  // namespace

constexpr Rule workload_whole_secret_import{
    .id = "workload-whole-secret-import",
    .title = "Whole Secret with a connection string imported",
    .why =
        "Every process of the container, and whoever reads its environment, gets the database "
        "password although the container does not use it.",
    .hint =
        "Import single keys with valueFrom.secretKeyRef, or keep the connection string in a Secret "
        "of its own.",
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
          envFrom:
            - secretRef: {name: orders}
---
apiVersion: v1
kind: Secret
metadata: {name: orders}
stringData:
  API_TOKEN: 6h2kq9
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders-db:5432/orders
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
            - name: API_TOKEN
              valueFrom: {secretKeyRef: {name: orders, key: API_TOKEN}}
---
apiVersion: v1
kind: Secret
metadata: {name: orders}
stringData:
  API_TOKEN: 6h2kq9
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders-db:5432/orders
)",
    .action = Action::kOff,
    .bad_needs_world = true,
    .on_pod = check,
};

}  // namespace postern::rules
