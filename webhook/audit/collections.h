// The collections that an audit lists, in the order in which it does.
// Guarantees that owners come before what they own, and that Secrets come after all workloads: a
// Secret that a listed workload refers to and that is not listed is not there.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/speakable.h"
#include "kube/meta.h"

namespace postern::audit {

struct Collection {
  kube::GroupKind type;
  Literal api;       // the path of its group and version
  Literal version;   // its apiVersion
  Literal resource;  // as it stands in paths
  Literal what;      // as people say it
};

inline constexpr std::array kCollections = {
    Collection{{"apps", "Deployment"}, "/apis/apps/v1", "apps/v1", "deployments", "Deployments"},
    Collection{{"apps", "StatefulSet"}, "/apis/apps/v1", "apps/v1", "statefulsets", "StatefulSets"},
    Collection{{"apps", "DaemonSet"}, "/apis/apps/v1", "apps/v1", "daemonsets", "DaemonSets"},
    Collection{{"batch", "CronJob"}, "/apis/batch/v1", "batch/v1", "cronjobs", "CronJobs"},
    Collection{{"", "ReplicationController"},
               "/api/v1",
               "v1",
               "replicationcontrollers",
               "ReplicationControllers"},
    Collection{{"", "PodTemplate"}, "/api/v1", "v1", "podtemplates", "PodTemplates"},
    Collection{{"apps", "ReplicaSet"}, "/apis/apps/v1", "apps/v1", "replicasets", "ReplicaSets"},
    Collection{{"batch", "Job"}, "/apis/batch/v1", "batch/v1", "jobs", "Jobs"},
    Collection{{"", "Pod"}, "/api/v1", "v1", "pods", "Pods"},
    Collection{{"", "ConfigMap"}, "/api/v1", "v1", "configmaps", "ConfigMaps"},
    Collection{{"", "Secret"}, "/api/v1", "v1", "secrets", "Secrets"},
};

/// What a cluster may do without; every API server has the core group.
[[nodiscard]] constexpr bool is_optional(const Collection& collection) {
  return !collection.type.group.empty();
}

/// Can be a namespace (RFC 1123 label), and so a part of a path.
[[nodiscard]] constexpr bool is_namespace(std::string_view name) {
  return !name.empty() && name.size() <= 63 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace postern::audit
