#include "dsn/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <system_error>

#include "dsn/text.h"

namespace postern::dsn {
namespace {

/// strtoul with base 0, as inet_aton reads one part.
std::optional<std::uint32_t> number_part(std::string_view text) {
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    base = to_lower(text[1]) == 'x' ? 16 : 8;
    text.remove_prefix(base == 16 ? 2 : 1);
  }
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

/// What the kernel takes for the name of an interface (dev_valid_name), of which libpq's machine
/// may have one.
bool may_name_interface(std::string_view zone) {
  constexpr std::size_t kLongestName = 15;
  return !zone.empty() && zone.size() <= kLongestName && zone != "." && zone != ".." &&
         std::ranges::none_of(zone, [](char c) { return c == '/' || c == ':' || is_blank(c); });
}

/// glibc's __inet6_scopeid_pton: a number, or for a link-local address an interface.
bool is_zone_of(const in6_addr& address, std::string_view zone) {
  const bool local = IN6_IS_ADDR_LINKLOCAL(&address) || IN6_IS_ADDR_MC_NODELOCAL(&address) ||
                     IN6_IS_ADDR_MC_LINKLOCAL(&address);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(zone.data(), zone.data() + zone.size(), number);
  return (error == std::errc() && end == zone.data() + zone.size()) ||
         (local && may_name_interface(zone));
}

std::optional<in6_addr> ipv6_from_text(std::string_view written) {
  const std::size_t percent = written.find('%');
  const std::string_view text = written.substr(0, percent);
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (text.size() >= buffer.size()) {
    return std::nullopt;
  }
  std::ranges::copy(text, buffer.begin());
  in6_addr address{};
  if (inet_pton(AF_INET6, buffer.data(), &address) != 1) {
    return std::nullopt;
  }
  const bool zone = percent != std::string_view::npos;
  return zone && !is_zone_of(address, written.substr(percent + 1)) ? std::nullopt
                                                                   : std::optional(address);
}

/// glibc reads a lone star as no name at all, which is the loopback (getaddrinfo).
constexpr bool is_wildcard(std::string_view text) { return text == "*"; }

constexpr bool is_local(std::uint32_t address) { return address == 0 || address >> 24U == 127; }

}  // namespace

std::optional<std::uint32_t> ipv4_from_text(std::string_view text) {
  if (text.empty() || !is_digit(text.front())) {  // most names end here
    return std::nullopt;
  }
  std::uint32_t address = 0;
  for (unsigned parts = 1; parts <= 4; ++parts) {
    const std::size_t dot = text.find('.');
    const std::optional<std::uint32_t> part = number_part(text.substr(0, dot));
    if (!part) {
      return std::nullopt;
    }
    if (dot == std::string_view::npos) {
      // The last part fills the bytes that are left.
      const std::uint32_t limit = 0xFFFFFFFFU >> (8U * (parts - 1));
      return *part <= limit ? std::optional(address | *part) : std::nullopt;
    }
    if (*part > 255) {
      return std::nullopt;
    }
    address |= *part << (32U - 8U * parts);
    text.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

bool is_numeric_address(std::string_view text) {
  return is_wildcard(text) || ipv4_from_text(text).has_value() || ipv6_from_text(text).has_value();
}

bool is_loopback_address(std::string_view text) {
  if (const std::optional<std::uint32_t> address = ipv4_from_text(text)) {
    return is_local(*address);
  }
  if (text.find(':') == std::string_view::npos) {
    return is_wildcard(text);
  }
  const std::optional<in6_addr> address = ipv6_from_text(text);
  if (!address) {
    return false;
  }
  if (IN6_IS_ADDR_V4MAPPED(&*address)) {
    std::uint32_t mapped = 0;
    std::memcpy(&mapped, &address->s6_addr[12], sizeof mapped);
    return is_local(ntohl(mapped));
  }
  return IN6_IS_ADDR_LOOPBACK(&*address) || IN6_IS_ADDR_UNSPECIFIED(&*address);
}

}  // namespace postern::dsn
