// What the command line of a front end says of its report, policy and exit status, as words.
// Guarantees the same words and the same defaults in every front end that reports a run.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "policy/policy.h"
#include "report/colour.h"
#include "report/format.h"
#include "report/run.h"

namespace postern::report {

inline constexpr std::string_view kFailOnDeny = "deny";
inline constexpr std::string_view kFailOnWarn = "warn";
inline constexpr std::string_view kFailOnNever = "never";

/// Every format, as --format takes them.
[[nodiscard]] std::vector<std::string> format_names();

/// One of the three words above.
[[nodiscard]] FailOn fail_on_from(std::string_view word);

/// "auto", "always" or "never": whether standard output is coloured (https://no-color.org).
[[nodiscard]] Colour colour_from(std::string_view word);

/// The policy in `file`, or the built-in one when it is empty; nothing, and words on standard
/// error, when it cannot be used.
[[nodiscard]] std::optional<policy::Policy> policy_from(const std::string& file, Instant now);

}  // namespace postern::report
