#include <set>

#include "kube/mounts.h"
#include "rules/application_mode.h"
#include "rules/catalog_entries.h"
#include "rules/certificate_files.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// The kubelet mounts Secrets, ConfigMaps and projected volumes read-only, whatever the mount says.
bool is_writable(const kube::VolumeMount& mount, const kube::Volume& volume) {
  const bool other =
      volume.kind == kube::VolumeKind::kOther || volume.kind == kube::VolumeKind::kEmptyDir;
  return other && !volume.read_only && !mount.read_only;
}

std::set<const kube::VolumeMount*> ca_mounts(const kube::PodFacts& pod,
                                             const kube::ContainerFacts& container,
                                             const policy::Application* application) {
  std::set<const kube::VolumeMount*> mounts;
  for (const FileReference& file : file_references(container, CertificateFile::kRootCertificate)) {
    mounts.insert(
        kube::find_file(file.path, container.container, pod.pod, pod.world, pod.meta.name_space)
            .mount);
  }
  if (application != nullptr) {
    for (const kube::VolumeMount& mount : container.container.mounts) {
      if (kube::lies_in(kube::normal_path(mount.path),
                        kube::normal_path(application->ca_directory))) {
        mounts.insert(&mount);
      }
    }
  }
  mounts.erase(nullptr);
  return mounts;
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  const policy::Application* application = application_of(pod.labelled, context.policy);
  for (const kube::ContainerFacts& container : pod.containers) {
    for (const kube::VolumeMount* mount : ca_mounts(pod, container, application)) {
      const kube::Volume* volume = pod.pod.volume(mount->volume);
      if (volume != nullptr && is_writable(*mount, *volume)) {
        report.at(container.container.mount_path(*mount),
                  "the volume {} with the CA is mounted writable", Name(mount->volume));
      }
    }
  }
}

}  // namespace

constexpr Rule workload_ca_mount_writable{
    .id = "workload-ca-mount-writable",
    .title = "CA bundle on a writable mount",
    .why =
        "Whoever takes over the container can replace the CA and from then on read the connections "
        "to the database.",
    .hint = "Set readOnly: true on the mount, or mount the CA from a Secret or ConfigMap.",
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
            - {name: PGSSLROOTCERT, value: /etc/pg/ca.crt}
          volumeMounts:
            - {name: ca, mountPath: /etc/pg}
      volumes:
        - name: ca
          persistentVolumeClaim: {claimName: certificates}
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
            - {name: PGSSLROOTCERT, value: /etc/pg/ca.crt}
          volumeMounts:
            - {name: ca, mountPath: /etc/pg, readOnly: true}
      volumes:
        - name: ca
          persistentVolumeClaim: {claimName: certificates}
)",
    .action = Action::kWarn,
    .on_pod = check,
};

}  // namespace postern::rules
