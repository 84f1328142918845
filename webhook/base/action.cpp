#include "base/action.h"

namespace postern {

std::optional<Action> action_from_text(std::string_view text) {
  for (const Action action : {Action::kDeny, Action::kWarn, Action::kAudit, Action::kOff}) {
    if (to_text(action).view() == text) {
      return action;
    }
  }
  return std::nullopt;
}

}  // namespace postern
