// A pod template as it will run: per container the environment and every connection string it gets.
// Guarantees that each string is parsed once, with variables replaced as the kubelet does it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "dsn/dsn.h"
#include "kube/connection_string.h"
#include "kube/environment.h"
#include "kube/workload_view.h"
#include "kube/world.h"

namespace postern::kube {

/// A connection string that a container takes from a Secret or ConfigMap which the world shows.
struct ReferencedString {
  SourceKind source = SourceKind::kSecret;
  std::string_view object;  // the name of the Secret or ConfigMap
  std::string_view key;
  std::string_view variable;  // what the container calls it
  bool declared = false;      // an application's contract declares the variable or the key
  bool used = true;           // false: imported with the whole object, and nothing refers to it
  FieldPath path;             // of the reference
  Sealed<std::string_view> value;
  const dsn::Dsn* dsn = nullptr;
};

/// A variable with a connection string that two envFrom sources hold.
struct ImportConflict {
  std::string_view variable;
  const EnvFrom* loser = nullptr;
  const EnvFrom* winner = nullptr;
};

struct ContainerFacts {
  ContainerFacts(const Container& the_container, const World& world, std::string_view name_space,
                 Budget& budget)
      : container(the_container), environment(the_container, world, name_space, budget) {}

  const Container& container;
  Environment environment;
  // In env, command and args, variables replaced and completed from libpq's environment; and the
  // same without that completion.
  std::vector<ConnectionString> written;
  std::vector<dsn::Dsn> as_written;
  std::vector<ReferencedString> referenced;
  std::vector<ImportConflict> conflicts;
  // What libpq makes of PGHOST and its kin, where no other string is seen and no rule about
  // PGSSLMODE has something to say.
  std::vector<ConnectionString> from_environment;

  /// The field that gives the variable its value.
  [[nodiscard]] FieldPath path_of(const Variable& variable) const;

  /// Every string that the container uses, written or referenced, with the path of its field; not
  /// completed from the environment.
  template <typename Visit>
  void each_string(const Visit& visit) const {
    for (std::size_t i = 0; i < written.size(); ++i) {
      if (!written[i].embedded) {
        visit(as_written[i], written[i].path);
      }
    }
    for (const ReferencedString& string : referenced) {
      if (string.used) {
        visit(*string.dsn, string.path);
      }
    }
  }
};

class PodFacts {
 public:
  /// Refers to all of its arguments.
  PodFacts(const WorkloadView& workload, const Meta& meta, const World& world,
           const std::vector<std::string_view>& declared_keys);

  PodFacts(const PodFacts&) = delete;
  PodFacts& operator=(const PodFacts&) = delete;
  ~PodFacts() = default;

  const WorkloadView& workload;
  const PodTemplateView& pod;
  const Meta& meta;     // of the workload
  const Meta labelled;  // the same, with the labels of its pod template behind its own
  const World& world;
  std::deque<ContainerFacts> containers;

  /// The containers have more connection strings than were looked at.
  [[nodiscard]] bool has_too_many_strings() const { return is_too_many(strings_); }

 private:
  [[nodiscard]] bool is_declared(std::string_view name) const;
  void take_written(ContainerFacts& facts);
  void take_words(ContainerFacts& facts, const std::vector<Sealed<std::string_view>>& words,
                  std::string_view field);
  void take_references(ContainerFacts& facts);
  static void take_environment(ContainerFacts& facts);
  void take_import(ContainerFacts& facts, const Environment::Import& import);
  [[nodiscard]] const dsn::Dsn* parsed(std::string_view value, bool declared);

  const std::vector<std::string_view>& declared_keys_;
  Budget budget_;
  std::size_t strings_ = 0;
  // A value that many containers refer to is parsed once; values are told apart by where they
  // stand.
  std::map<std::pair<const char*, bool>, std::unique_ptr<const dsn::Dsn>> parsed_;
};

}  // namespace postern::kube
