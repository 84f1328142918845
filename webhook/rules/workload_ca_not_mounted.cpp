#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "kube/mounts.h"
#include "rules/catalog_entries.h"
#include "rules/certificate_files.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// Debian, Red Hat and Alpine keep the system's trust store there; every image has one.
constexpr std::array<std::string_view, 4> kTrustStores = {
    "/etc/ssl", "/etc/pki", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates"};

bool lies_in_trust_store(std::string_view path) {
  return std::ranges::any_of(kTrustStores,
                             [path](std::string_view store) { return kube::lies_in(path, store); });
}

// The directories that any container of the pod mounts, and who does.
using Mounted = std::map<std::string, const kube::Container*>;

Mounted mounted_directories(const kube::PodTemplateView& pod) {
  Mounted mounted;
  for (const kube::Container& container : pod.containers) {
    for (const kube::VolumeMount& mount : container.mounts) {
      mounted.try_emplace(kube::normal_path(mount.path), &container);
    }
  }
  mounted.erase("/");
  return mounted;
}

// Who mounts the file or a directory on the way to it; the caller knows that it is somebody else.
const kube::Container* mounted_elsewhere(std::string path, const Mounted& mounted) {
  while (!path.empty()) {
    if (const auto found = mounted.find(path); found != mounted.end()) {
      return found->second;
    }
    path.resize(path.rfind('/'));
  }
  return nullptr;
}

struct Subject {
  const kube::PodFacts& pod;
  const policy::Policy& policy;
  std::optional<Mounted> mounted;  // made for the first file that lies under no mount
};

bool lies_in_contract_directory(std::string_view path, const policy::Policy& policy) {
  return std::ranges::any_of(policy.applications, [path](const policy::Application& application) {
    const std::string directory = kube::normal_path(application.ca_directory);
    return !directory.empty() && kube::lies_in(path, directory);
  });
}

void report_unmounted(const FileReference& file, Subject& subject, Reporter& report) {
  if (!subject.mounted) {
    subject.mounted = mounted_directories(subject.pod.pod);
  }
  if (const kube::Container* other = mounted_elsewhere(file.path, *subject.mounted)) {
    report.at(file.where, "{} names a file that only the container {} mounts", file.name,
              Name(other->name));
    return;
  }
  if (lies_in_contract_directory(file.path, subject.policy)) {
    report.at(file.where, "{} names a file in the CA directory, which nothing mounts", file.name);
    return;
  }
  if (!lies_in_trust_store(file.path)) {
    report.at(file.where, "{} names a file under no mount; it must be in the image", file.name)
        .action = Action::kWarn;
  }
}

void check_container(const kube::ContainerFacts& container, Subject& subject, Reporter& report) {
  for (const FileReference& file : file_references(container, CertificateFile::kRootCertificate)) {
    const kube::MountedFile found = kube::find_file(file.path, container.container, subject.pod.pod,
                                                    subject.pod.world, subject.pod.meta.name_space);
    switch (found.holding) {
      case kube::Holding::kNoMount:
        report_unmounted(file, subject, report);
        break;
      case kube::Holding::kCannot:
        report.at(file.where, "{} names a file that the volume {} does not hold", file.name,
                  Name(found.mount->volume));
        break;
      case kube::Holding::kMay:
      case kube::Holding::kHolds:
        break;
    }
  }
}

void check(const kube::PodFacts& pod, const Context& context, Reporter& report) {
  Subject subject{.pod = pod, .policy = context.policy};
  for (const kube::ContainerFacts& container : pod.containers) {
    check_container(container, subject, report);
  }
}

}  // namespace

constexpr Rule workload_ca_not_mounted{
    .id = "workload-ca-not-mounted",
    .title = "sslrootcert that no volume provides",
    .why =
        "With verify-ca or verify-full libpq refuses to connect when the file is missing; with "
        "require it connects without checking anything.",
    .hint =
        "Mount the Secret or ConfigMap that holds the CA bundle so that the key becomes exactly "
        "the file that sslrootcert or PGSSLROOTCERT names.",
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
            - {name: ca, mountPath: /etc/pg, readOnly: true}
      volumes:
        - name: ca
          secret:
            secretName: rds-ca
            items: [{key: ca.crt, path: root.pem}]
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
          secret:
            secretName: rds-ca
            items: [{key: ca.crt, path: ca.crt}]
)",
    .action = Action::kDeny,
    .on_pod = check,
};

}  // namespace postern::rules
