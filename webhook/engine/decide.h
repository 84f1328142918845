// Turns findings into a verdict: the only place that knows modes, exceptions and old violations.
// Guarantees a pure function: the same findings, policy and request give the same verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "policy/policy.h"
#include "rules/finding.h"

namespace postern::engine {

enum class Operation : std::uint8_t { kCreate, kUpdate, kDelete, kConnect };

/// What the object itself says about exceptions (postern.dev/exempt and postern.dev/exempt-reason).
struct ExemptAnnotation {
  std::string_view rules;  // ids or globs between commas
  bool has_reason = false;
};

/// What decide() must know of an admission request; front ends without one judge a create by
/// nobody.
struct Request {
  Operation operation = Operation::kCreate;
  std::string_view name_space;
  bool terminating = false;  // the stored object waits only for its finalizers
  std::string_view kind;
  std::string_view name;  // or the prefix (generateName) of an object without one
  std::string_view user;
  std::span<const std::string_view> groups;
  std::optional<ExemptAnnotation> exempt;
  Instant now;  // by which exceptions expire
};

/// A finding that an exception lets pass; `finding.action` is what it would have been.
struct Excepted {
  rules::Finding finding;
  std::string exception;  // the entry's name, "annotation" or "break-glass"
};

/// Each finding stands in exactly one list, with its effective action; one of a rule that is off
/// stands in none.
struct Verdict {
  bool allowed = true;
  policy::Mode mode = policy::Mode::kEnforce;
  policy::PolicyHash policy;
  std::vector<rules::Finding> denials;
  std::vector<rules::Finding> warnings;
  std::vector<rules::Finding> recorded;  // audit only
  std::vector<Excepted> excepted;
  /// The rules for which the request is refused, or would be in the mode enforce; each once.
  std::vector<const rules::Rule*> refusing;
  std::vector<std::string> expired;  // exceptions that would have applied had they not expired
  std::vector<Sentence> notices;     // for whoever sent the request, beside the findings

  /// Nothing fired, nothing was excepted.
  [[nodiscard]] bool clean() const {
    return denials.empty() && warnings.empty() && recorded.empty() && excepted.empty();
  }
};

/// `before` holds the findings on the object that an update replaces.
[[nodiscard]] Verdict decide(std::vector<rules::Finding> findings,
                             const std::vector<rules::Finding>& before,
                             const policy::Policy& policy, const Request& request);

}  // namespace postern::engine
