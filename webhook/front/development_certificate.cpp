#include "front/development_certificate.h"

#include <utility>

#include "x509/authority.h"

namespace postern::front {

Result<DevelopmentCertificate> make_development_certificate(Instant now,
                                                            std::chrono::hours lifetime) {
  const x509::Period period{now - std::chrono::hours(1), now + lifetime};
  const auto authority = x509::Authority::make("postern development CA", period);
  if (!authority) {
    return tl::unexpected(authority.error());
  }
  auto leaf = authority->issue({"localhost", "127.0.0.1", "::1"}, period);
  if (!leaf) {
    return tl::unexpected(leaf.error());
  }
  return DevelopmentCertificate{authority->certificate_pem(), std::move(leaf->certificate_pem),
                                std::move(leaf->key_pem)};
}

}  // namespace postern::front
