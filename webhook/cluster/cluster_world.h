// The cluster as one admission request may see it: Secrets and ConfigMaps, looked up when asked
// for. Guarantees Unknown when the request's time is over, and views that live as long as this.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/lookup.h"

namespace postern::cluster {

struct Patience {
  net::Clock::time_point end;      // of all lookups of the request
  std::chrono::milliseconds each;  // for one of them
  std::chrono::seconds keep;       // how long an answer is used again
};

class ClusterWorld final : public kube::World {
 public:
  /// For one request, in one thread. `lookup` must outlive it.
  ClusterWorld(Lookup& lookup, const Patience& patience) : lookup_(lookup), patience_(patience) {}

  [[nodiscard]] kube::SecretLookup secret(std::string_view name_space,
                                          std::string_view name) const override;
  [[nodiscard]] kube::ConfigMapLookup config_map(std::string_view name_space,
                                                 std::string_view name) const override;
  [[nodiscard]] bool is_unanswered(kube::SourceKind source, std::string_view name_space,
                                   std::string_view name) const override;

 private:
  /// One that was asked for in vain.
  struct Unanswered {
    kube::SourceKind source;
    std::string name_space;
    std::string name;
  };

  [[nodiscard]] Found find(kube::SourceKind source, std::string_view name_space,
                           std::string_view name) const;

  Lookup& lookup_;
  Patience patience_;
  mutable std::vector<Found> held_;  // what views point into
  mutable std::vector<Unanswered> unanswered_;
};

}  // namespace postern::cluster
