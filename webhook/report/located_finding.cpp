#include "report/located_finding.h"

#include <fmt/format.h>

#include "rules/rule.h"

namespace postern::report {

Outcome outcome_of(const LocatedFinding& located) {
  if (!located.exception.empty()) {
    return Outcome::kExcepted;
  }
  switch (located.finding.action) {
    case Action::kDeny:
      return Outcome::kDeny;
    case Action::kWarn:
      return Outcome::kWarn;
    case Action::kAudit:
    case Action::kOff:
      return Outcome::kAudit;
  }
  return Outcome::kAudit;
}

Severity severity_of(const rules::Rule& rule) {
  switch (rule.action) {
    case Action::kDeny:
      return Severity::kError;
    case Action::kWarn:
      return Severity::kWarning;
    case Action::kAudit:
    case Action::kOff:
      return Severity::kNote;
  }
  return Severity::kNote;
}

std::string object_of(const LocatedFinding& located) {
  const std::string_view name_space = located.name_space.view();
  return fmt::format("{} {}{}{}", located.kind.view(), name_space, name_space.empty() ? "" : "/",
                     located.name.view());
}

}  // namespace postern::report
