#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dsn/draft.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> kDisablePreferRequire{"disable", "prefer", "require"};
constexpr std::array<std::string_view, 3> kDisableAllowRequire{"disable", "allow", "require"};
constexpr std::array<std::string_view, 6> kSslModes{"disable", "allow",     "prefer",
                                                    "require", "verify-ca", "verify-full"};
constexpr std::array<std::string_view, 2> kSslNegotiations{"postgres", "direct"};
constexpr std::array<std::string_view, 6> kSessionAttributes{
    "any", "read-write", "read-only", "primary", "standby", "prefer-standby"};
constexpr std::array<std::string_view, 2> kLoadBalancing{"disable", "random"};

struct Enumeration {
  Key key;
  Words words;
};

// Exact spelling, an empty value included among the wrong ones (fe-connect.c, pqConnectOptions2).
constexpr std::array<Enumeration, 7> kEnumerations{{
    {Key::kChannelBinding, kDisablePreferRequire},
    {Key::kSslmode, kSslModes},
    {Key::kSslnegotiation, kSslNegotiations},
    {Key::kSslcertmode, kDisableAllowRequire},
    {Key::kGssencmode, kDisablePreferRequire},
    {Key::kTargetSessionAttrs, kSessionAttributes},
    {Key::kLoadBalanceHosts, kLoadBalancing},
}};

bool contains(Words words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

void refuse(Draft& draft, Key key) {
  const std::string& value = *draft.value(key);
  draft.fail_at_connect(Component::kParameter,
                        value.empty()
                            ? say("the value of {} is empty", keyword_of(key))
                            : say("the value of {} is none that libpq knows", keyword_of(key)),
                        draft.range(key));
}

void check_enumerations(Draft& draft) {
  for (const Enumeration& enumeration : kEnumerations) {
    const std::string* value = draft.value(enumeration.key);
    if (value != nullptr && !contains(enumeration.words, *value)) {
      refuse(draft, enumeration.key);
    }
  }
  // node-postgres knows one mode more (pg-connection-string).
  const std::string* mode = draft.value(Key::kSslmode);
  std::optional<Fault>& fault = draft.dsn().fault;
  if (mode != nullptr && *mode == "no-verify" && fault) {
    fault->driver = "node-postgres";
  }
}

/// 1 for TLSv1 ... 4 for TLSv1.3, any case; 0 when empty (sslVerifyProtocolVersion accepts that).
std::optional<int> tls_version(std::string_view text) {
  constexpr std::array<std::string_view, 5> kVersions{"", "tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3"};
  for (std::size_t i = 0; i < kVersions.size(); ++i) {
    if (equals_ignoring_case(text, kVersions[i])) {
      return static_cast<int>(i);
    }
  }
  return std::nullopt;
}

// The lower bound defaults to TLSv1.2 (PQconninfoOptions), an upper one to none; a bound that is
// present and empty is no bound (sslVerifyProtocolRange).
void check_tls_versions(Draft& draft) {
  const std::string* lower = draft.value(Key::kSslMinProtocolVersion);
  const std::string* upper = draft.value(Key::kSslMaxProtocolVersion);
  if (lower == nullptr && upper == nullptr) {
    return;
  }
  const std::optional<int> minimum = tls_version(lower == nullptr ? "TLSv1.2" : *lower);
  const std::optional<int> maximum = tls_version(upper == nullptr ? "" : *upper);
  if (!minimum) {
    refuse(draft, Key::kSslMinProtocolVersion);
  } else if (!maximum) {
    refuse(draft, Key::kSslMaxProtocolVersion);
  } else if (*maximum != 0 && *minimum > *maximum) {
    draft.fail_at_connect(
        Component::kParameter,
        Literal("ssl_max_protocol_version lies below ssl_min_protocol_version (default TLSv1.2)"),
        draft.range(Key::kSslMaxProtocolVersion));
  }
}

// pqConnectOptions2 of libpq 16 and 17: both demand more than the default mode.
void check_mode_demands(Draft& draft) {
  const std::string* root = draft.value(Key::kSslrootcert);
  const std::string* negotiation = draft.value(Key::kSslnegotiation);
  const bool system =
      root != nullptr && *root == "system" && draft.version() >= difference::kSystemRoots;
  const std::string* given = draft.value(Key::kSslmode);
  const std::string_view mode = given != nullptr ? std::string_view(*given)
                                : system         ? "verify-full"
                                                 : "prefer";
  if (negotiation != nullptr && *negotiation == "direct" && !mode.starts_with('r') &&
      !mode.starts_with('v')) {
    draft.fail_at_connect(Component::kParameter,
                          Literal("sslnegotiation=direct needs sslmode require or stronger"),
                          draft.range(Key::kSslnegotiation));
  }
  if (system && mode != "verify-full") {
    draft.fail_at_connect(Component::kParameter,
                          Literal("sslrootcert=system needs sslmode verify-full"),
                          draft.range(Key::kSslrootcert));
  }
}

/// pqParseProtocolVersion (libpq 18): 3.0, 3.2 or latest, which is 3.2.
std::optional<int> protocol_minor(std::string_view text) {
  if (text == "3.0") {
    return 0;
  }
  return text == "3.2" || text == "latest" ? std::optional(2) : std::nullopt;
}

void check_protocol_versions(Draft& draft) {
  const std::string* lower = draft.value(Key::kMinProtocolVersion);
  const std::string* upper = draft.value(Key::kMaxProtocolVersion);
  const std::optional<int> minimum = protocol_minor(lower == nullptr ? "3.0" : *lower);
  const std::optional<int> maximum = protocol_minor(upper == nullptr ? "latest" : *upper);
  if (!minimum) {
    refuse(draft, Key::kMinProtocolVersion);
  } else if (!maximum) {
    refuse(draft, Key::kMaxProtocolVersion);
  } else if (*minimum > *maximum) {
    draft.fail_at_connect(Component::kParameter,
                          Literal("max_protocol_version lies below min_protocol_version"),
                          draft.range(Key::kMaxProtocolVersion));
  }
}

}  // namespace

void check_values(Draft& draft) {
  check_authentication(draft);
  check_enumerations(draft);
  check_mode_demands(draft);
  check_tls_versions(draft);
  check_protocol_versions(draft);
}

}  // namespace postern::dsn
