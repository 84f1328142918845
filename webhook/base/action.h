// What happens when a rule fires: deny, warn, audit (recorded only) or off.
// Guarantees an order: a smaller value is stricter.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/speakable.h"

namespace postern {

enum class Action : std::uint8_t { kDeny, kWarn, kAudit, kOff };

[[nodiscard]] constexpr Literal to_text(Action action) {
  switch (action) {
    case Action::kDeny:
      return "deny";
    case Action::kWarn:
      return "warn";
    case Action::kAudit:
      return "audit";
    case Action::kOff:
      return "off";
  }
  return "off";
}

[[nodiscard]] std::optional<Action> action_from_text(std::string_view text);

}  // namespace postern
