// The snapshot as one object may see it: with values that were not kept, read when asked for.
// Guarantees that an object which came or changed after the snapshot sees nothing as Absent.
#pragma once

#include "audit/snapshot.h"
#include "cluster/cluster_world.h"

namespace postern::audit {

class ObjectWorld final : public kube::World {
 public:
  enum class Age : bool { kNewer, kOfSnapshot };

  /// For the judgement of one object; `snapshot` and `lookup` must outlive it.
  ObjectWorld(const Snapshot& snapshot, cluster::Lookup& lookup, Age age,
              const cluster::Patience& patience)
      : snapshot_(snapshot), age_(age), cluster_(lookup, patience) {}

  [[nodiscard]] kube::SecretLookup secret(std::string_view name_space,
                                          std::string_view name) const override;
  [[nodiscard]] kube::ConfigMapLookup config_map(std::string_view name_space,
                                                 std::string_view name) const override;
  [[nodiscard]] bool complete() const override {
    return age_ == Age::kOfSnapshot && snapshot_.complete();
  }
  void each_user(std::string_view name_space, kube::SourceKind source, std::string_view name,
                 const std::function<void(const kube::WorkloadFacts&)>& visit) const override {
    snapshot_.each_user(name_space, source, name, visit);
  }
  void each_workload(std::string_view name_space,
                     const std::function<void(const kube::WorkloadFacts&)>& visit) const override {
    snapshot_.each_workload(name_space, visit);
  }

 private:
  template <typename Lookup>
  [[nodiscard]] Lookup of_age(Lookup found) const {
    const bool unsure = age_ == Age::kNewer && std::holds_alternative<kube::Absent>(found);
    return unsure ? Lookup(kube::Unknown{}) : found;
  }

  const Snapshot& snapshot_;
  Age age_;
  cluster::ClusterWorld cluster_;
};

}  // namespace postern::audit
