// A world that shows nothing and remembers whether anything was asked of it.
// Guarantees that a verdict for which nothing was asked holds in every world.
#pragma once

#include "kube/world.h"

namespace postern::check {

class Inquiry final : public kube::World {
 public:
  [[nodiscard]] bool asked() const { return asked_; }

  [[nodiscard]] kube::SecretLookup secret(std::string_view, std::string_view) const override {
    asked_ = true;
    return kube::Unknown{};
  }
  [[nodiscard]] kube::ConfigMapLookup config_map(std::string_view,
                                                 std::string_view) const override {
    asked_ = true;
    return kube::Unknown{};
  }
  [[nodiscard]] bool complete() const override {
    asked_ = true;
    return false;
  }
  void each_user(std::string_view, kube::SourceKind, std::string_view,
                 const std::function<void(const kube::WorkloadFacts&)>&) const override {
    asked_ = true;
  }
  void each_workload(std::string_view,
                     const std::function<void(const kube::WorkloadFacts&)>&) const override {
    asked_ = true;
  }

 private:
  mutable bool asked_ = false;
};

}  // namespace postern::check
