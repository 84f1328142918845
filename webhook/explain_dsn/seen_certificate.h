// A certificate that a server showed, in words.
// Guarantees text without control characters, of bounded length.
#pragma once

#include <openssl/x509.h>

#include <string>

namespace postern::explain_dsn {

struct SeenCertificate {
  std::string subject;
  std::string issuer;
  std::string not_after;
  std::string names;  // subject alternative names, separated by commas
};

[[nodiscard]] SeenCertificate seen(const X509& certificate);

}  // namespace postern::explain_dsn
