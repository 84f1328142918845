#include "policy/mode.h"

#include <algorithm>

namespace postern::policy {

Action in_mode(Action action, Mode mode) {
  if (action == Action::kOff) {
    return action;
  }
  switch (mode) {
    case Mode::kEnforce:
      return action;
    case Mode::kWarn:
      return std::max(action, Action::kWarn);
    case Mode::kAudit:
      return Action::kAudit;
  }
  return action;
}

bool NamespaceMode::matches(std::string_view name_space) const {
  return std::ranges::any_of(match, [&](const Glob& glob) { return glob.matches(name_space); });
}

}  // namespace postern::policy
