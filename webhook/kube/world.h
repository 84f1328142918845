// What else exists: the only way by which a rule may look beyond the object before it.
// Guarantees that "not visible here" (Unknown) is never taken for "does not exist" (Absent).
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <variant>
#include <vector>

#include "kube/object.h"

namespace postern::kube {

struct Absent {};
struct Unknown {};

// A view that a lookup returns stays valid for the evaluation that asked. An entry of it without a
// value is known by its key only.
using SecretLookup = std::variant<const SecretView*, Absent, Unknown>;
using ConfigMapLookup = std::variant<const ConfigMapView*, Absent, Unknown>;

/// One Secret or ConfigMap that a pod template refers to.
struct Use {
  enum class Kind : std::uint8_t { kVariable, kImport, kFile };

  Kind kind = Kind::kVariable;
  SourceKind source = SourceKind::kSecret;
  std::string_view object;    // the name of the Secret or ConfigMap
  std::string_view key;       // empty: the whole object
  std::string_view variable;  // kVariable: the variable it becomes
  std::string_view path;      // kFile: the file, or the directory when `key` is empty
};

/// What others may know of a pod-bearing object.
struct WorkloadFacts {
  Meta meta;  // its labels, then those of its pod template
  std::vector<Use> uses;
  std::vector<std::string_view> root_certificates;  // paths it verifies servers with, as written
};

class World {
 public:
  World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  virtual ~World() = default;

  [[nodiscard]] virtual SecretLookup secret(std::string_view name_space,
                                            std::string_view name) const = 0;
  [[nodiscard]] virtual ConfigMapLookup config_map(std::string_view name_space,
                                                   std::string_view name) const = 0;

  /// Nothing exists beyond what this world shows: an absent Secret is a fault, not a guess.
  [[nodiscard]] virtual bool complete() const { return false; }

  /// The object was asked for and no answer came: unlike one that cannot be asked for.
  [[nodiscard]] virtual bool is_unanswered([[maybe_unused]] SourceKind source,
                                           [[maybe_unused]] std::string_view name_space,
                                           [[maybe_unused]] std::string_view name) const {
    return false;
  }

  /// Calls `visit` for the visible workloads of the namespace that refer to the object. A workload
  /// that is not visited may exist all the same, unless the world is complete.
  virtual void each_user(
      [[maybe_unused]] std::string_view name_space, [[maybe_unused]] SourceKind source,
      [[maybe_unused]] std::string_view name,
      [[maybe_unused]] const std::function<void(const WorkloadFacts&)>& visit) const {}

  /// Calls `visit` for the visible workloads of the namespace.
  virtual void each_workload(
      [[maybe_unused]] std::string_view name_space,
      [[maybe_unused]] const std::function<void(const WorkloadFacts&)>& visit) const {}
};

/// A world in which nothing can be seen: every lookup is Unknown.
class UnknownWorld final : public World {
 public:
  [[nodiscard]] SecretLookup secret(std::string_view, std::string_view) const override {
    return Unknown{};
  }
  [[nodiscard]] ConfigMapLookup config_map(std::string_view, std::string_view) const override {
    return Unknown{};
  }
};

/// The entries of a Secret or ConfigMap that can be seen, or why not.
using EntriesLookup = std::variant<const std::vector<Entry>*, Absent, Unknown>;
[[nodiscard]] EntriesLookup entries_of(const World& world, SourceKind source,
                                       std::string_view name_space, std::string_view name);

}  // namespace postern::kube
