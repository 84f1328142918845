#include <algorithm>
#include <string>
#include <string_view>

#include "dsn/address.h"
#include "dsn/target.h"
#include "kube/mounts.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// A container that runs while this one does: beside an init container only a sidecar before it.
bool runs_beside(const kube::Container& other, const kube::Container& container) {
  if (&other == &container || other.role == kube::ContainerRole::kEphemeral) {
    return false;
  }
  const bool waits = container.role == kube::ContainerRole::kInit && !container.restarts_always;
  const bool sidecar = other.role == kube::ContainerRole::kInit && other.restarts_always;
  // Containers of one pod stand in one vector in the order of their lists.
  return waits ? sidecar && &other < &container
               : sidecar || other.role == kube::ContainerRole::kRegular;
}

// A database server that talks to itself: "docker.io/library/postgres:16".
bool is_database_server(std::string_view image) {
  image = image.substr(image.rfind('/') + 1);
  image = image.substr(0, image.find_first_of(":@"));
  return image == "postgres" || image == "postgresql" || image == "postgis" ||
         image.starts_with("timescaledb");
}

// The socket of something outside the pod, a hostPath for example.
bool comes_from_a_volume(const dsn::Dsn& dsn, const kube::Container& container,
                         const kube::PodFacts& pod) {
  return std::ranges::all_of(dsn.hosts, [&](const dsn::Host& host) {
    const std::string directory = kube::normal_path(host.name.expose());
    const kube::MountedFile found =
        kube::find_file(directory, container, pod.pod, pod.world, pod.meta.name_space);
    return !directory.empty() && found.volume != nullptr &&
           found.volume->kind == kube::VolumeKind::kOther;
  });
}

void check_container(const kube::ContainerFacts& facts, const kube::PodFacts& pod,
                     const Context& context, Reporter& report) {
  const kube::Container& container = facts.container;
  const bool accompanied = std::ranges::any_of(
      pod.pod.containers,
      [&](const kube::Container& other) { return runs_beside(other, container); });
  if (accompanied || is_database_server(container.image)) {
    return;
  }
  facts.each_string([&](const dsn::Dsn& dsn, const kube::FieldPath& path) {
    // No host at all is dsn-host-missing's.
    const bool named =
        dsn.value(dsn::Key::kHost) != nullptr || dsn.value(dsn::Key::kHostaddr) != nullptr;
    const dsn::Target target = dsn::target_of(dsn, context.policy.tls.targets);
    const bool loopback = target == dsn::Target::kLoopback;
    const bool socket = target == dsn::Target::kSocket;
    if (!named || (!loopback && !socket) || (socket && comes_from_a_volume(dsn, container, pod))) {
      return;
    }
    report.at(path,
              "the connection string points to {}, and no other container of the pod could "
              "be the proxy",
              target);
  });
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  // With the node's network the proxy may run on the node.
  if (pod.pod.host_network) {
    return;
  }
  for (const kube::ContainerFacts& container : pod.containers) {
    check_container(container, pod, context, report);
  }
}

}  // namespace

constexpr Rule dsn_proxy_without_sidecar{
    .id = "dsn-proxy-without-sidecar",
    .title = "Loopback or socket without a proxy in the pod",
    .why =
        "Loopback and unix sockets reach only this pod. Without a proxy container (Cloud SQL Auth "
        "Proxy, PgBouncer) nothing listens there.",
    .hint =
        "Add the proxy as a sidecar (an init container with restartPolicy: Always, or a second "
        "container), or name the database host.",
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
              value: postgresql://app@127.0.0.1:5432/orders
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
              value: postgresql://app@127.0.0.1:5432/orders
        - name: proxy
          image: registry.example.org/cloud-sql-proxy:2
)",
    .action = Action::kWarn,
    .on_pod = check,
};

}  // namespace postern::rules
