// A finding of a front end that reads objects by the lot: which object of which file it is about.
// Guarantees that names are printable, and one word for what became of the finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/speakable.h"
#include "report/excerpt.h"
#include "rules/finding.h"

namespace postern::report {

struct LocatedFinding {
  rules::Finding finding;
  Name kind;
  Name name_space;
  Name name;
  std::string file;        // as given on the command line; "<stdin>" for standard input
  std::size_t line = 0;    // from 1; 0 when not known
  std::size_t column = 0;  // from 1; 0 when not known
  /// The exception that lets it pass; empty: none. `finding.action` is then what it would have
  /// been.
  std::string exception = {};
  Excerpt excerpt = {};
};

/// What became of a finding: the policy's action, or that an exception let it pass.
enum class Outcome : std::uint8_t { kDeny, kWarn, kAudit, kExcepted };

[[nodiscard]] constexpr Literal to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDeny:
      return "deny";
    case Outcome::kWarn:
      return "warn";
    case Outcome::kAudit:
      return "audit";
    case Outcome::kExcepted:
      return "excepted";
  }
  return "excepted";
}

[[nodiscard]] Outcome outcome_of(const LocatedFinding& located);

/// How bad the rule itself takes the matter to be, whatever a policy or an exception makes of it.
enum class Severity : std::uint8_t { kError, kWarning, kNote };

[[nodiscard]] constexpr Literal to_text(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      return "note";
  }
  return "note";
}

[[nodiscard]] Severity severity_of(const rules::Rule& rule);

/// `Secret billing/orders-db`; without the slash where there is no namespace.
[[nodiscard]] std::string object_of(const LocatedFinding& located);

}  // namespace postern::report
