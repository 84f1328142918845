// What else exists: the only way by which a rule may look beyond the object before it.
// Guarantees that "not visible here" (Unknown) is never taken for "does not exist" (Absent).
#pragma once

#include <string_view>
#include <variant>

#include "kube/object.h"

namespace postern::kube {

struct Absent {};
struct Unknown {};

using SecretLookup = std::variant<const SecretView*, Absent, Unknown>;
using ConfigMapLookup = std::variant<const ConfigMapView*, Absent, Unknown>;

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

}  // namespace postern::kube
