// A certificate authority made in memory, and the server certificates that it signs.
// Guarantees fresh ECDSA P-256 keys; unless it is asked for, the authority's key ends with it.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/sealed.h"
#include "x509/openssl_handles.h"

namespace postern::x509 {

struct Period {
  Instant begin;
  Instant end;
};

struct KeyPair {
  std::string certificate_pem;
  Sealed<std::string> key_pem;
};

/// Fails, naming it, for what is neither an IP address nor a DNS name that a certificate may carry
/// (RFC 1123 labels; the first may be '*').
[[nodiscard]] Result<void> check_server_name(const std::string& name);

class Authority {
 public:
  /// `common_name` is what people see of it: 1 to 64 bytes (RFC 5280, ub-common-name).
  [[nodiscard]] static Result<Authority> make(Literal common_name, const Period& period);

  /// A server certificate with a new key for DNS names and IP addresses, at least one.
  [[nodiscard]] Result<KeyPair> issue(const std::vector<std::string>& names,
                                      const Period& period) const;

  [[nodiscard]] std::string certificate_pem() const;
  [[nodiscard]] Sealed<std::string> key_pem() const;

 private:
  Authority(KeyHandle key, X509Handle certificate)
      : key_(std::move(key)), certificate_(std::move(certificate)) {}

  KeyHandle key_;
  X509Handle certificate_;
};

}  // namespace postern::x509
