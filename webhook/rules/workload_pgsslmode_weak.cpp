#include <algorithm>
#include <optional>
#include <string>

#include "dsn/target.h"
#include "kube/libpq_environment.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// What the connections of a container say about the mode that its environment sets.
struct Connections {
  bool any = false;       // one is visible
  bool governed = false;  // one that must not be plaintext takes its mode from the environment
  dsn::SslMode minimum = dsn::SslMode::kDisable;  // the greatest that a named host demands
  std::optional<dsn::SslMode> contradicted;       // the mode of one that says something else
};

bool may_be_plaintext(const dsn::Dsn& dsn, const policy::TlsPolicy& tls) {
  return std::ranges::all_of(dsn.hosts, [&](const dsn::Host& host) {
    const std::string& name =
        host.address.expose().empty() ? host.name.expose() : host.address.expose();
    return tls.allows_plaintext(dsn::target_of(host, tls.targets)) || tls.allows_plaintext_to(name);
  });
}

Connections connections_of(const kube::ContainerFacts& container, dsn::SslMode mode,
                           const policy::TlsPolicy& tls) {
  Connections found;
  container.each_string([&](const dsn::Dsn& dsn, const kube::FieldPath&) {
    found.any = true;
    if (!dsn.valid() || may_be_plaintext(dsn, tls)) {
      return;
    }
    if (!dsn.tls.is_explicit()) {
      found.governed = true;
      for (const dsn::Host& host : dsn.hosts) {
        found.minimum = std::max(found.minimum, tls.minimum_for(host.name.expose()));
      }
    }
    if (dsn.ssl_mode && *dsn.ssl_mode != mode) {
      found.contradicted = dsn.ssl_mode;
    }
  });
  const kube::Variable host = container.environment.find("PGHOST");
  if (host.value && !host.value->expose().empty()) {
    found.any = true;
    const std::string_view name = host.value->expose();
    found.governed = found.governed || !(tls.allows_plaintext(dsn::target_of(name, tls.targets)) ||
                                         tls.allows_plaintext_to(name));
    found.minimum = std::max(found.minimum, tls.minimum_for(host.value->expose()));
  }
  return found;
}

int badness_of(dsn::SslMode mode) {
  return static_cast<int>(dsn::SslMode::kVerifyFull) - static_cast<int>(mode);
}

void check_container(const kube::ContainerFacts& container, const Context& context,
                     Reporter& report) {
  const std::optional<kube::EnvironmentMode> from = kube::environment_mode(container.environment);
  if (!from || !from->variable.value) {
    return;
  }
  if (!from->mode) {
    report.at(container.path_of(from->variable), "{} holds no mode that libpq knows", from->name);
    return;
  }
  const policy::TlsPolicy& tls = context.policy.tls;
  const Connections connections = connections_of(container, *from->mode, tls);
  if (connections.contradicted) {
    report.at(container.path_of(from->variable),
              "{}={} contradicts the connection string, whose sslmode={} wins", from->name,
              *from->mode, *connections.contradicted);
    return;
  }
  const dsn::SslMode minimum = connections.any ? connections.minimum : tls.minimum;
  if (*from->mode >= minimum || (connections.any && !connections.governed)) {
    return;
  }
  report
      .at(container.path_of(from->variable), "{} means sslmode={}, weaker than {}", from->name,
          *from->mode, minimum)
      .badness = badness_of(*from->mode);
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  for (const kube::ContainerFacts& container : pod.containers) {
    check_container(container, context, report);
  }
}

}  // namespace

constexpr Rule workload_pgsslmode_weak{
    .id = "workload-pgsslmode-weak",
    .title = "PGSSLMODE that is too weak, wrong or contradicts the connection string",
    .why =
        "PGSSLMODE applies to every connection whose string names no sslmode. A weak mode lets "
        "them end in plaintext, a misspelt one makes libpq refuse to connect, and one that differs "
        "from the string has no effect although somebody relied on it.",
    .hint =
        "Set PGSSLMODE=verify-full and PGSSLROOTCERT to the path of the provider's CA bundle, and "
        "leave sslmode out of the string or equal to it.",
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
            - {name: PGHOST, value: orders.abc123.eu-west-1.rds.amazonaws.com}
            - {name: PGSSLMODE, value: prefer}
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
            - {name: PGHOST, value: orders.abc123.eu-west-1.rds.amazonaws.com}
            - {name: PGSSLMODE, value: require}
)",
    .action = Action::kDeny,
    .on_pod = check,
};

}  // namespace postern::rules
