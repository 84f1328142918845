#include "certificate/new_pair.h"

#include <chrono>
#include <utility>

#include "certificate/plan.h"

namespace postern::certificate {

Result<NewPair> make_pair(const std::vector<std::string>& names, unsigned days, Instant now) {
  // Clocks differ: a certificate that begins now is not valid yet for a machine that is behind.
  const x509::Period period{now - std::chrono::hours(1), now + std::chrono::days(days)};
  const auto authority = x509::Authority::make(kAuthorityName, period);
  if (!authority) {
    return tl::unexpected(authority.error());
  }
  Result<x509::KeyPair> pair = authority->issue(names, period);
  if (!pair) {
    return tl::unexpected(pair.error());
  }
  return NewPair{*std::move(pair), authority->certificate_pem()};
}

}  // namespace postern::certificate
