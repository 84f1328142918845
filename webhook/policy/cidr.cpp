#include "policy/cidr.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace postern::policy {
namespace {

using Address = std::array<std::uint8_t, 16>;
constexpr unsigned kBitsBeforeIpv4 = 96;

struct Parsed {
  Address bytes{};
  bool ipv4 = false;
};

std::optional<Parsed> parse_address(std::string_view text) {
  const std::string terminated(text);
  if (text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  Parsed parsed;
  if (::inet_pton(AF_INET6, terminated.c_str(), parsed.bytes.data()) == 1) {
    return parsed;
  }
  parsed.bytes[10] = parsed.bytes[11] = 0xFF;
  parsed.ipv4 = true;
  if (::inet_pton(AF_INET, terminated.c_str(), parsed.bytes.data() + 12) == 1) {
    return parsed;
  }
  return std::nullopt;
}

// The address with every bit behind the prefix cleared.
Address network_of(const Address& address, unsigned prefix) {
  Address network{};
  for (std::size_t i = 0; i < network.size(); ++i) {
    const unsigned kept = std::min(8U, prefix - std::min(prefix, static_cast<unsigned>(i * 8)));
    network[i] = static_cast<std::uint8_t>(address[i] & (0xFF00U >> kept));
  }
  return network;
}

}  // namespace

bool Cidr::contains(std::string_view address) const {
  const std::optional<Parsed> parsed = parse_address(address);
  return parsed && network_of(parsed->bytes, prefix) == network;
}

std::optional<Cidr> cidr_from_text(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<Parsed> address = parse_address(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  unsigned prefix = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  if (!address || error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  if (prefix > (address->ipv4 ? 32U : 128U)) {
    return std::nullopt;
  }
  prefix += address->ipv4 ? kBitsBeforeIpv4 : 0;
  if (network_of(address->bytes, prefix) != address->bytes) {
    return std::nullopt;
  }
  return Cidr{.network = address->bytes, .prefix = prefix, .text = std::string(text)};
}

}  // namespace postern::policy
