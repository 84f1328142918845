#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// A string that names its own address, or no host at all, is not redirected.
bool is_redirected(const dsn::Dsn& dsn) {
  const Sealed<std::string>* host = dsn.value(dsn::Key::kHost);
  return host != nullptr && !host->expose().empty() && dsn.value(dsn::Key::kHostaddr) == nullptr &&
         dsn.dialect != dsn::Dialect::kJdbc && dsn.dialect != dsn::Dialect::kNpgsql;
}

void check_container(const kube::ContainerFacts& container, Reporter& report) {
  const kube::Variable address = container.environment.find("PGHOSTADDR");
  const bool empty = address.value && address.value->expose().empty();
  if (address.presence != kube::Presence::kSet || empty) {
    return;
  }
  bool redirected = false;
  container.each_string([&](const dsn::Dsn& dsn, const kube::FieldPath&) {
    redirected = redirected || is_redirected(dsn);
  });
  if (redirected) {
    report.at(container.path_of(address),
              "PGHOSTADDR sends the connections of a string that names its own host to another "
              "address");
  }
}

void check(const kube::PodFacts& pod, const Context&, Reporter& report) {
  for (const kube::ContainerFacts& container : pod.containers) {
    check_container(container, report);
  }
}

}  // namespace

constexpr Rule workload_pghostaddr_redirect{
    .id = "workload-pghostaddr-redirect",
    .title = "PGHOSTADDR beside a connection string with a host",
    .why =
        "libpq dials PGHOSTADDR and uses the host of the string only to check the certificate, so "
        "the application talks to another server than its configuration says.",
    .hint = "Remove PGHOSTADDR, or write hostaddr into the connection string that it is meant for.",
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
            - {name: PGHOSTADDR, value: 10.20.30.40}
            - name: DATABASE_URL
              value: postgresql://app@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=require
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
              value: postgresql://app@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=require
)",
    .action = Action::kWarn,
    .on_pod = check,
};

}  // namespace postern::rules
