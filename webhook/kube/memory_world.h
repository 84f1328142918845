// A world built from objects that were read one by one: files, a snapshot, a release's manifest.
// Guarantees to keep facts, not documents: names, keys, references, and values short enough to be
// a part of a connection string or that are one; of Helm releases the payload.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kube/object.h"
#include "kube/world.h"

namespace postern::kube {

class MemoryWorld final : public World {
 public:
  enum class Extent : bool {
    kPart,        // what was not added may exist all the same
    kEverything,  // what was not added does not exist
  };

  /// Objects and lookups without a namespace are in `default_namespace`. What was not added is
  /// looked up in `beyond`, when there is one; it must outlive this world.
  explicit MemoryWorld(std::string_view default_namespace, Extent extent = Extent::kPart,
                       const World* beyond = nullptr);
  ~MemoryWorld() override;

  /// Keeps what others may need of the object; of two Secrets with one name the later one.
  void add(const Object& object);

  [[nodiscard]] SecretLookup secret(std::string_view name_space,
                                    std::string_view name) const override;
  [[nodiscard]] ConfigMapLookup config_map(std::string_view name_space,
                                           std::string_view name) const override;
  [[nodiscard]] bool complete() const override { return extent_ == Extent::kEverything; }
  [[nodiscard]] bool is_unanswered(SourceKind source, std::string_view name_space,
                                   std::string_view name) const override {
    return beyond_ != nullptr && beyond_->is_unanswered(source, name_space, name);
  }
  void each_user(std::string_view name_space, SourceKind source, std::string_view name,
                 const std::function<void(const WorkloadFacts&)>& visit) const override;
  void each_workload(std::string_view name_space,
                     const std::function<void(const WorkloadFacts&)>& visit) const override;

 private:
  struct Values;
  struct Workload;

  [[nodiscard]] std::string key_of(std::string_view name_space, std::string_view name) const;
  void add_workload(const WorkloadView& workload, const Meta& meta);

  std::string default_namespace_;
  Extent extent_;
  const World* beyond_;
  std::map<std::string, std::unique_ptr<const Values>> secrets_;
  std::map<std::string, std::unique_ptr<const Values>> config_maps_;
  std::vector<std::unique_ptr<const Workload>> workloads_;
  std::map<std::string, std::vector<const WorkloadFacts*>> by_namespace_;
  std::map<std::string, std::vector<const WorkloadFacts*>> secret_users_;
  std::map<std::string, std::vector<const WorkloadFacts*>> config_map_users_;
};

}  // namespace postern::kube
