// Who may do what a rule forbids, on which objects, until when, and why.
// Guarantees that an expired exception does not apply: whoever asks passes the time.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "policy/date.h"
#include "policy/glob.h"

namespace postern::policy {

/// What exceptions look at in a request. `name` is the prefix (generateName) of an object that has
/// no name yet.
struct Circumstances {
  std::string_view kind;
  std::string_view name_space;
  std::string_view name;
  std::string_view user;
  std::span<const std::string_view> groups;
};

/// Every part must match; one that is left out matches anything.
struct ObjectPattern {
  Glob kind{"*"};
  Glob name_space{"*"};
  Glob name{"*"};

  [[nodiscard]] bool matches(const Circumstances& what) const;
  friend bool operator==(const ObjectPattern&, const ObjectPattern&) = default;
};

struct Exception {
  std::string name;
  std::vector<Glob> rules;
  std::vector<ObjectPattern> objects;  // one must match; none: any object
  std::vector<Glob> users;             // one of users and groups must match; none: anybody
  std::vector<Glob> groups;
  std::string reason;
  std::optional<Date> expires;  // it holds through that day, UTC

  [[nodiscard]] bool covers(std::string_view rule_id) const;
  [[nodiscard]] bool applies_to(const Circumstances& what) const;
  [[nodiscard]] bool expired(Instant now) const { return expires && now >= expires->end(); }
  friend bool operator==(const Exception&, const Exception&) = default;
};

/// Where the annotation postern.dev/exempt works, and for which rules.
struct AnnotationExemption {
  std::vector<Glob> namespaces;
  std::vector<Glob> rules;

  [[nodiscard]] bool allows(std::string_view name_space, std::string_view rule_id) const;
  friend bool operator==(const AnnotationExemption&, const AnnotationExemption&) = default;
};

/// Groups whose members are never refused. Every use is recorded under the name `break-glass`.
struct BreakGlass {
  std::vector<Glob> groups;

  [[nodiscard]] bool admits(const Circumstances& what) const;
  friend bool operator==(const BreakGlass&, const BreakGlass&) = default;
};

// What exceptions that have no entry in the policy are called in logs and metrics. No entry may be
// called so, nor "other", the metrics' name for what exceeds their bound.
inline constexpr std::string_view kAnnotationException = "annotation";
inline constexpr std::string_view kBreakGlassException = "break-glass";
inline constexpr std::string_view kOtherExceptions = "other";

}  // namespace postern::policy
