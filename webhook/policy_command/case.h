// One case of `postern policy test`: a request, and what the policy must make of it.
// Guarantees that a key which means nothing is an error, as in the policy itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "engine/decide.h"
#include "kube/document.h"
#include "kube/json.h"

namespace postern::policy_command {

/// What is left out is not compared.
struct Expectation {
  std::optional<bool> allowed;
  std::optional<std::vector<std::string_view>> rules;       // ids that fire, in any order
  std::optional<std::vector<std::string_view>> exceptions;  // names of those that were used
};

/// Refers to the document it was read from.
struct Case {
  std::string_view name;
  std::string_view policy;  // a file beside the case; empty: the policy of the run
  kube::Json object;
  std::optional<kube::Json> old;  // makes it an update
  std::string_view name_space;    // empty: the object's
  std::string_view user;
  std::vector<std::string_view> groups;
  std::optional<Instant> now;  // "2027-01-31": noon of that day, UTC
  Expectation expect;
};

/// Fails with the reason, which names the key.
[[nodiscard]] Result<Case> read_case(const kube::Json& root);

}  // namespace postern::policy_command
