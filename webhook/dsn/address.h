// Numeric addresses and socket paths, in every spelling that glibc and libpq accept.
// Guarantees an answer without any name lookup.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::dsn {

/// inet_aton(3): one to four parts, each decimal, octal or hexadecimal: 127.1, 0x7f.1, 2130706433.
/// Host byte order.
[[nodiscard]] std::optional<std::uint32_t> ipv4_from_text(std::string_view text);

/// getaddrinfo(3) with AI_NUMERICHOST takes it: IPv4 as above, or IPv6 with an optional zone.
[[nodiscard]] bool is_numeric_address(std::string_view text);

/// Packets to it never leave the pod: 127/8, ::1, the same mapped into IPv6, and the unspecified
/// addresses 0.0.0.0 and ::, which Linux takes for the local host.
[[nodiscard]] bool is_loopback_address(std::string_view text);

/// libpq takes the host for a unix socket: empty, a path, or an abstract name
/// (is_unixsock_path, fe-connect.c and pqcomm.h).
[[nodiscard]] constexpr bool is_socket_path(std::string_view host) {
  return host.empty() || host.front() == '/' || host.front() == '@';
}

}  // namespace postern::dsn
