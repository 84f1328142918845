#include <set>
#include <utility>

#include "kube/mounts.h"
#include "rules/catalog_entries.h"
#include "rules/certificate_files.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// Files of a Secret belong to root. libpq takes a key of root's only when the group can at most
// read it and others nothing (fe-secure-openssl.c, initialize_SSL). fsGroup adds reading for the
// group, no more (pkg/volume, SetVolumeOwnership).
constexpr std::int64_t kRefused = 0037;

kube::FieldPath path_of_mode(const kube::MountedFile& file) {
  const kube::FieldPath source = file.volume->source_path(*file.source);
  for (std::size_t i = 0; i < file.source->items.size(); ++i) {
    const kube::VolumeItem& item = file.source->items[i];
    if (item.key == file.key && item.mode) {
      return source.child("items").index(i).child("mode");
    }
  }
  const bool projected = file.volume->kind == kube::VolumeKind::kProjected;
  const kube::FieldPath holder = projected ? file.volume->path.child("projected") : source;
  return file.volume->default_mode ? holder.child("defaultMode") : holder;
}

void check(const kube::PodFacts& pod, const Context&, Reporter& report) {
  std::set<std::pair<const kube::VolumeSource*, std::string_view>> reported;
  for (const kube::ContainerFacts& container : pod.containers) {
    for (const FileReference& file : file_references(container, CertificateFile::kKey)) {
      const kube::MountedFile found =
          kube::find_file(file.path, container.container, pod.pod, pod.world, pod.meta.name_space);
      const bool refused = found.source != nullptr && (found.mode.value_or(0) & kRefused) != 0;
      if (refused && reported.emplace(found.source, found.key).second) {
        report.at(path_of_mode(found),
                  "libpq refuses the key in the volume {}: its mode lets others read it or the "
                  "group write it",
                  Name(found.volume->name));
      }
    }
  }
}

}  // namespace

constexpr Rule workload_key_permissions{
    .id = "workload-key-permissions",
    .title = "Client key with a mode that libpq refuses",
    .why =
        "libpq does not use a private key that others may read, and a Secret volume is 0644 by "
        "default: the application fails to connect.",
    .hint =
        "Set defaultMode: 0640 on the volume, with fsGroup in the pod's securityContext when it "
        "does not run as root.",
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
            - {name: PGSSLKEY, value: /etc/pg/tls.key}
          volumeMounts:
            - {name: client, mountPath: /etc/pg, readOnly: true}
      volumes:
        - name: client
          secret: {secretName: orders-client}
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
            - {name: PGSSLKEY, value: /etc/pg/tls.key}
          volumeMounts:
            - {name: client, mountPath: /etc/pg, readOnly: true}
      securityContext: {fsGroup: 1000}
      volumes:
        - name: client
          secret: {secretName: orders-client, defaultMode: 0640}
)",
    .action = Action::kWarn,
    .on_pod = check,
};

}  // namespace postern::rules
