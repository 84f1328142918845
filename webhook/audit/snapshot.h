// The cluster as it was listed: names, keys, references, and the values that workloads refer to.
// Guarantees facts instead of objects, and that what could not be listed is Unknown, never Absent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "audit/traits.h"
#include "kube/memory_world.h"
#include "kube/world.h"

namespace postern::audit {

/// One list request: a collection (its index) in a namespace, or everywhere when that is empty.
using Listing = std::pair<std::size_t, std::string>;

class Snapshot final : public kube::World {
 public:
  /// The listing begins, or begins anew: forgets what it held.
  void begin(const Listing& listing);
  void add(const Listing& listing, const kube::Object& object, const Traits& traits);
  /// Everything of the listing has been added.
  void finish(const Listing& listing);

  [[nodiscard]] kube::SecretLookup secret(std::string_view name_space,
                                          std::string_view name) const override;
  [[nodiscard]] kube::ConfigMapLookup config_map(std::string_view name_space,
                                                 std::string_view name) const override;
  [[nodiscard]] bool complete() const override;
  void each_user(std::string_view name_space, kube::SourceKind source, std::string_view name,
                 const std::function<void(const kube::WorkloadFacts&)>& visit) const override;
  void each_workload(std::string_view name_space,
                     const std::function<void(const kube::WorkloadFacts&)>& visit) const override;

  /// The object is there, but only its keys were kept: no workload refers to it.
  [[nodiscard]] bool is_withheld(kube::SourceKind source, std::string_view name_space,
                                 std::string_view name) const;

  /// The workload or Helm release was there, with the same content.
  [[nodiscard]] bool knows(const kube::Object& object, const Traits& traits) const;

  /// The uid of the first owner in the snapshot, owners of owners included; the object's own when
  /// no owner of it is here.
  [[nodiscard]] std::uint64_t root_of(const Traits& traits) const;

 private:
  struct Part {
    kube::MemoryWorld world{""};
    std::set<std::string> withheld;
    std::map<std::string, std::uint64_t> contents;       // of workloads and releases
    std::map<std::uint64_t, std::uint64_t> controllers;  // uid -> uid of its controller
    bool complete = false;
  };

  template <typename Lookup, typename Find>
  [[nodiscard]] Lookup seen(kube::SourceKind source, std::string_view name_space,
                            const Find& find) const;
  [[nodiscard]] const Part* part_of(kube::SourceKind source, std::string_view name_space) const;
  [[nodiscard]] const std::uint64_t* controller_of(std::uint64_t uid) const;
  [[nodiscard]] bool is_used(const kube::Object& object, kube::SourceKind source) const;
  void add_source(Part& part, kube::SourceKind source, const kube::Object& object,
                  const Traits& traits);

  std::map<Listing, std::unique_ptr<Part>> parts_;
};

}  // namespace postern::audit
