// The words that an enumeration has in a policy file.
// Guarantees that a word is the value's own text, and that only values that make sense are listed.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/action.h"
#include "dsn/ssl_mode.h"
#include "dsn/target.h"
#include "policy/mode.h"
#include "policy/profile.h"

namespace postern::policy {

template <typename E>
struct Words;

template <>
struct Words<Action> {
  static constexpr std::array kValues{Action::kDeny, Action::kWarn, Action::kAudit, Action::kOff};
};
template <>
struct Words<Mode> {
  static constexpr std::array kValues{Mode::kEnforce, Mode::kWarn, Mode::kAudit};
};
template <>
struct Words<Profile> {
  static constexpr std::array kValues{Profile::kBaseline, Profile::kStrict, Profile::kAuditOnly};
};
template <>
struct Words<ExistingViolations> {
  static constexpr std::array kValues{ExistingViolations::kWarn, ExistingViolations::kDeny};
};
// A minimum below require would let a client fall back to plaintext: no minimum at all.
template <>
struct Words<dsn::SslMode> {
  static constexpr std::array kValues{dsn::SslMode::kRequire, dsn::SslMode::kVerifyCa,
                                      dsn::SslMode::kVerifyFull};
};
template <>
struct Words<dsn::Target> {
  static constexpr std::array kValues{dsn::Target::kLoopback, dsn::Target::kSocket,
                                      dsn::Target::kInCluster, dsn::Target::kExternal};
};

template <typename E>
[[nodiscard]] std::optional<E> from_word(std::string_view word) {
  for (const E value : Words<E>::kValues) {
    if (to_text(value).view() == word) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace postern::policy
