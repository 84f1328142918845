#include "kube/workload_facts.h"

#include "kube/pod_facts.h"

namespace postern::kube {
namespace {

class Collector {
 public:
  Collector(const PodTemplateView& pod, TextStore& store, WorkloadFacts& facts)
      : pod_(pod), store_(store), facts_(facts) {}

  void take(const Container& container) {
    for (const EnvVar& variable : container.env) {
      if (variable.reference) {
        add({.kind = Use::Kind::kVariable,
             .source = variable.reference->kind,
             .object = variable.reference->name,
             .key = variable.reference->key,
             .variable = variable.name});
      }
    }
    for (const EnvFrom& from : container.env_from) {
      add({.kind = Use::Kind::kImport, .source = from.kind, .object = from.name});
    }
    for (const VolumeMount& mount : container.mounts) {
      take_mount(mount);
    }
  }

 private:
  void take_mount(const VolumeMount& mount) {
    const Volume* volume = pod_.volume(mount.volume);
    if (volume == nullptr) {
      return;
    }
    for (const VolumeSource& source : volume->sources) {
      take_source(source, mount);
    }
  }

  void take_source(const VolumeSource& source, const VolumeMount& mount) {
    Use use{.kind = Use::Kind::kFile, .source = source.kind, .object = source.name};
    if (source.items.empty()) {
      use.key = mount.sub_path;
      use.path = mount.path;
      add(use);
      return;
    }
    for (const VolumeItem& item : source.items) {
      if (facts_.uses.size() >= kMostUses) {
        return;
      }
      use.key = item.key;
      const std::string inside = std::string(mount.path) + "/" + std::string(item.path);
      use.path = mount.sub_path == item.path ? mount.path : std::string_view(inside);
      add(use);
    }
  }

  void add(Use use) {
    if (facts_.uses.size() >= kMostUses) {
      return;
    }
    use.object = store_.keep(use.object);
    use.key = store_.keep(use.key);
    use.variable = store_.keep(use.variable);
    use.path = store_.keep(use.path);
    facts_.uses.push_back(use);
  }

  const PodTemplateView& pod_;
  TextStore& store_;
  WorkloadFacts& facts_;
};

void keep_labels(const Meta& meta, TextStore& store, Meta& kept) {
  for (const Label& label : meta.labels) {
    kept.labels.push_back({.key = store.keep(label.key), .value = store.keep(label.value)});
  }
}

void keep_root_certificates(const PodFacts& pod, TextStore& store, WorkloadFacts& facts) {
  for (const ContainerFacts& container : pod.containers) {
    const Variable root = container.environment.find("PGSSLROOTCERT");
    if (root.value && !root.value->expose().empty()) {
      facts.root_certificates.push_back(store.keep(root.value->expose()));
    }
    container.each_string([&](const dsn::Dsn& dsn, const FieldPath&) {
      if (const Sealed<std::string>* path = dsn.value(dsn::Key::kSslrootcert)) {
        facts.root_certificates.push_back(store.keep(path->expose()));
      }
    });
  }
}

}  // namespace

WorkloadFacts facts_of(const WorkloadView& workload, const Meta& meta, TextStore& store) {
  WorkloadFacts facts;
  facts.meta.kind = store.keep(meta.kind);
  facts.meta.name_space = store.keep(meta.name_space);
  facts.meta.name = store.keep(meta.name);
  keep_labels(meta, store, facts.meta);
  if (!workload.pod.path.empty()) {
    keep_labels(workload.pod.meta, store, facts.meta);
  }
  Collector collector(workload.pod, store, facts);
  for (const Container& container : workload.pod.containers) {
    collector.take(container);
  }
  const UnknownWorld nothing;
  const std::vector<std::string_view> no_declared_keys;
  keep_root_certificates(PodFacts(workload, meta, nothing, no_declared_keys), store, facts);
  return facts;
}

}  // namespace postern::kube
