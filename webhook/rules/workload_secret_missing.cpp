#include <string_view>
#include <variant>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

struct Search {
  const kube::PodFacts& pod;
  const Context& context;
  Reporter& report;
  kube::Budget& budget;

  // In a complete world a reference to nothing is a fault, elsewhere the Secret may still come.
  void set_action(Finding& finding) const {
    finding.action = context.world.complete() ? Action::kDeny : Action::kWarn;
  }

  // The Secret if it is visible; reports that it does not exist. Most Secrets are there or not
  // visible, so a path is made only for those that are absent.
  template <typename MakePath>
  [[nodiscard]] const kube::SecretView* find(std::string_view name, const MakePath& path) const {
    if (name.empty()) {
      return nullptr;
    }
    const kube::SecretLookup lookup = context.world.secret(pod.meta.name_space, name);
    if (std::holds_alternative<kube::Absent>(lookup)) {
      set_action(report.at(path(), "the Secret {} does not exist", Name(name)));
    }
    const auto* secret = std::get_if<const kube::SecretView*>(&lookup);
    const bool visible = secret != nullptr && budget.take((*secret)->entries.size());
    return visible ? *secret : nullptr;
  }

  template <typename MakePath>
  void find_key(std::string_view name, std::string_view key, const MakePath& path) const {
    const kube::SecretView* secret = find(name, path);
    if (secret != nullptr && secret->find(key) == nullptr) {
      set_action(report.at(path(), "the Secret {} has no key {}", Name(name), Name(key)));
    }
  }
};

void check_container(const kube::Container& container, const Search& search) {
  for (const kube::EnvVar& variable : container.env) {
    const auto& reference = variable.reference;
    if (reference && reference->kind == kube::SourceKind::kSecret && !reference->optional) {
      search.find_key(reference->name, reference->key,
                      [&] { return container.reference_path(variable); });
    }
  }
  for (const kube::EnvFrom& from : container.env_from) {
    if (from.kind == kube::SourceKind::kSecret && !from.optional) {
      static_cast<void>(search.find(from.name, [&] { return container.reference_path(from); }));
    }
  }
}

void check_volume(const kube::Volume& volume, const Search& search) {
  for (const kube::VolumeSource& source : volume.sources) {
    if (source.kind != kube::SourceKind::kSecret || source.optional) {
      continue;
    }
    const auto path = [&] { return volume.source_path(source); };
    const kube::SecretView* secret = search.find(source.name, path);
    for (std::size_t i = 0; secret != nullptr && i < source.items.size(); ++i) {
      if (secret->find(source.items[i].key) == nullptr) {
        search.set_action(search.report.at(path().child("items").index(i),
                                           "the Secret {} has no key {}", Name(source.name),
                                           Name(source.items[i].key)));
      }
    }
  }
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  kube::Budget budget;
  const Search search{pod, context, report, budget};
  for (const kube::Container& container : pod.pod.containers) {
    check_container(container, search);
  }
  for (const kube::Volume& volume : pod.pod.volumes) {
    check_volume(volume, search);
  }
}

}  // namespace

constexpr Rule workload_secret_missing{
    .id = "workload-secret-missing",
    .title = "Reference to a Secret or key that does not exist",
    .why =
        "The pod stays in CreateContainerConfigError or ContainerCreating until the Secret has the "
        "key; after a typo, for ever.",
    .hint =
        "Create the Secret with that key, correct the name, or set optional: true where the "
        "application can do without.",
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
              valueFrom: {secretKeyRef: {name: orders-db, key: DATABASE_ULR}}
---
apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
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
            - name: DATABASE_URL
              valueFrom: {secretKeyRef: {name: orders-db, key: DATABASE_URL}}
---
apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders-db:5432/orders
)",
    .action = Action::kWarn,
    .bad_needs_world = true,
    .on_pod = check,
};

}  // namespace postern::rules
