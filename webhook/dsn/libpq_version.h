// The libpq releases that Postern knows, and every point where they read a string differently.
// Guarantees that the parser branches on a release only through a constant of this file.
#pragma once

#include <cstdint>

namespace postern::dsn {

enum class LibpqVersion : std::uint8_t { k14 = 14, k15 = 15, k16 = 16, k17 = 17, k18 = 18 };

/// What a string is judged by unless the caller says otherwise: the newest release knows every
/// parameter, and it is the strictest one.
inline constexpr LibpqVersion kNewestLibpq = LibpqVersion::k18;

/// The table of differences beside the parameters themselves (see parameters.h for those).
namespace difference {

/// URI parts lose spaces at their ends, and a space inside one is an error; before, spaces stay
/// (fe-connect.c, conninfo_uri_decode).
inline constexpr LibpqVersion kUriSpaces = LibpqVersion::k18;

/// sslrootcert=system means the system's trust store, defaults sslmode to verify-full
/// (conninfo_add_defaults) and refuses any other mode (pqConnectOptions2); before, it is a file
/// name.
inline constexpr LibpqVersion kSystemRoots = LibpqVersion::k16;

/// gssencmode=require ends the attempt at a unix socket before it is dialled (PQconnectPoll);
/// before, only once the server has answered.
inline constexpr LibpqVersion kGssOnSocket = LibpqVersion::k17;

/// require_auth knows the method oauth (pqConnectOptions2).
inline constexpr LibpqVersion kOauthMethod = LibpqVersion::k18;

}  // namespace difference
}  // namespace postern::dsn
