#include "cluster/cluster_world.h"

#include <algorithm>

namespace postern::cluster {

Found ClusterWorld::find(kube::SourceKind source, std::string_view name_space,
                         std::string_view name) const {
  const net::Clock::time_point now = net::Clock::now();
  held_.push_back(now < patience_.end
                      ? lookup_.find({source, name_space, name},
                                     std::min(now + patience_.each, patience_.end), patience_.keep)
                      : Found(kube::Unknown{}));
  if (std::holds_alternative<kube::Unknown>(held_.back()) &&
      !is_unanswered(source, name_space, name)) {
    unanswered_.push_back({source, std::string(name_space), std::string(name)});
  }
  return held_.back();
}

bool ClusterWorld::is_unanswered(kube::SourceKind source, std::string_view name_space,
                                 std::string_view name) const {
  return std::ranges::any_of(unanswered_, [&](const Unanswered& entry) {
    return entry.source == source && entry.name == name && entry.name_space == name_space;
  });
}

kube::SecretLookup ClusterWorld::secret(std::string_view name_space, std::string_view name) const {
  const Found found = find(kube::SourceKind::kSecret, name_space, name);
  if (const auto* world = std::get_if<std::shared_ptr<const kube::MemoryWorld>>(&found)) {
    return (*world)->secret(name_space, name);
  }
  return std::holds_alternative<kube::Absent>(found) ? kube::SecretLookup(kube::Absent{})
                                                     : kube::SecretLookup(kube::Unknown{});
}

kube::ConfigMapLookup ClusterWorld::config_map(std::string_view name_space,
                                               std::string_view name) const {
  const Found found = find(kube::SourceKind::kConfigMap, name_space, name);
  if (const auto* world = std::get_if<std::shared_ptr<const kube::MemoryWorld>>(&found)) {
    return (*world)->config_map(name_space, name);
  }
  return std::holds_alternative<kube::Absent>(found) ? kube::ConfigMapLookup(kube::Absent{})
                                                     : kube::ConfigMapLookup(kube::Unknown{});
}

}  // namespace postern::cluster
