// The Secret that holds the pairs and the authorities.
// Guarantees that a write fails when the Secret is no longer the one that was read.
#pragma once

#include <string>

#include "certificate/plan.h"
#include "cluster/client.h"

namespace postern::certificate {

class SecretStore {
 public:
  SecretStore(const cluster::Client& client, std::string name_space, std::string name)
      : client_(client), name_space_(std::move(name_space)), name_(std::move(name)) {}

  /// No Secret is no fault: then its version is empty.
  [[nodiscard]] cluster::Outcome<Stored> read() const;

  /// Creates the Secret when `wanted.version` is empty, else changes the version that it names. An
  /// empty next pair is removed.
  [[nodiscard]] cluster::Outcome<void> write(const Stored& wanted) const;

 private:
  [[nodiscard]] std::string target() const;

  const cluster::Client& client_;
  std::string name_space_;
  std::string name_;
};

}  // namespace postern::certificate
