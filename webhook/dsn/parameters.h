// The connection parameters of libpq 14 to 18 and those that only one driver understands.
// Guarantees that a keyword found here is compile-time text and may stand in a message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/speakable.h"
#include "dsn/libpq_version.h"

namespace postern::dsn {

/// A libpq parameter (fe-connect.c, PQconninfoOptions), or kNone for any other keyword.
enum class Key : std::uint8_t {
  kService,
  kUser,
  kPassword,
  kPassfile,
  kChannelBinding,
  kConnectTimeout,
  kDbname,
  kHost,
  kHostaddr,
  kPort,
  kClientEncoding,
  kOptions,
  kApplicationName,
  kFallbackApplicationName,
  kKeepalives,
  kKeepalivesIdle,
  kKeepalivesInterval,
  kKeepalivesCount,
  kTcpUserTimeout,
  kSslmode,
  kSslcompression,
  kSslcert,
  kSslkey,
  kSslpassword,
  kSslrootcert,
  kSslcrl,
  kSslcrldir,
  kSslsni,
  kRequirepeer,
  kSslMinProtocolVersion,
  kSslMaxProtocolVersion,
  kGssencmode,
  kKrbsrvname,
  kGsslib,
  kReplication,
  kTargetSessionAttrs,
  kRequireAuth,
  kSslcertmode,
  kLoadBalanceHosts,
  kGssdelegation,
  kSslnegotiation,
  kMinProtocolVersion,
  kMaxProtocolVersion,
  kScramClientKey,
  kScramServerKey,
  kOauthIssuer,
  kOauthClientId,
  kOauthClientSecret,
  kOauthScope,
  kSslkeylogfile,
  kNone,
};

inline constexpr std::size_t kKeyCount = static_cast<std::size_t>(Key::kNone);

[[nodiscard]] constexpr std::size_t index_of(Key key) { return static_cast<std::size_t>(key); }

/// The keyword as libpq spells it; empty for kNone.
[[nodiscard]] Literal keyword_of(Key key);

/// The first release that has the parameter.
[[nodiscard]] LibpqVersion first_version(Key key);

/// Case-sensitive (fe-connect.c, conninfo_find); kNone when libpq does not know it.
[[nodiscard]] Key find_key(std::string_view keyword);

/// A parameter that libpq refuses and a driver understands.
struct DriverParameter {
  Literal keyword;
  Literal driver;  // "prisma", "node-postgres", ...
};

/// nullptr when no known driver has it.
[[nodiscard]] const DriverParameter* find_driver_parameter(std::string_view keyword);

}  // namespace postern::dsn
