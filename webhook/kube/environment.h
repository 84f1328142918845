// The environment that a container will find, as the kubelet builds it from env and envFrom.
// Guarantees bounded work, and that a value that is not visible is never taken for an absent one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/sealed.h"
#include "kube/container_view.h"
#include "kube/world.h"

namespace postern::kube {

/// What expansion and lookups of one pod template may cost, in bytes written and entries compared.
/// A value whose expansion would exceed it counts as not visible.
class Budget {
 public:
  [[nodiscard]] bool take(std::size_t amount) {
    if (amount > left_) {
      left_ = 0;
      return false;
    }
    left_ -= amount;
    return true;
  }

 private:
  std::size_t left_ = 8U << 20U;
};

enum class Presence : std::uint8_t {
  kAbsent,    // not set
  kPossible,  // a source that cannot be seen may set it
  kSet,
};

/// One variable as the container finds it.
struct Variable {
  Presence presence = Presence::kAbsent;
  std::optional<Sealed<std::string_view>> value;  // nothing: absent, or not visible
  const EnvVar* definition = nullptr;             // the element of env that sets it, or
  const EnvFrom* import = nullptr;                // the element of envFrom
  std::string_view key;                           // imported: the key that it comes from
};

class Environment {
 public:
  /// Refers to the container and to what the world returns.
  Environment(const Container& container, const World& world, std::string_view name_space,
              Budget& budget);

  [[nodiscard]] Variable find(std::string_view name) const;
  /// As find(), but as it stands before the element of env at `position`.
  [[nodiscard]] Variable find_before(std::string_view name, std::size_t position) const;
  /// What the element of env at `position` becomes.
  [[nodiscard]] const Variable& defined(std::size_t position) const { return own_[position]; }

  /// An envFrom source together with what is visible of it.
  struct Import {
    const EnvFrom* from = nullptr;
    EntriesLookup entries = Unknown{};
  };
  [[nodiscard]] const std::vector<Import>& imports() const { return imports_; }

 private:
  [[nodiscard]] const Variable* find_own(std::string_view name) const;
  [[nodiscard]] Variable find_imported(std::string_view name) const;
  [[nodiscard]] Variable resolve(const EnvVar& variable);
  [[nodiscard]] Variable resolve_literal(const EnvVar& variable);
  [[nodiscard]] Variable resolve_reference(const EnvVar& variable) const;
  [[nodiscard]] std::optional<std::string> expanded(std::string_view text) const;

  const World& world_;
  std::string_view name_space_;
  Budget& budget_;
  std::vector<Import> imports_;
  std::vector<Variable> own_;  // one for each element of env
  // Where the last one of a name stands in own_; empty when they are few.
  std::unordered_map<std::string_view, std::size_t> last_;
  std::deque<std::string> texts_;  // what expanded values refer to
};

/// The value that a container sees of one key, or why it cannot be told.
[[nodiscard]] const Entry* find_entry(const std::vector<Entry>& entries, std::string_view key);

}  // namespace postern::kube
