// A ready-to-use server SSL_CTX: certificate chain, key, optional client CA, this project's
// settings. Guarantees that key and certificate belong together and that the certificate is valid
// by date.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/sealed.h"

namespace postern::front {

/// PEM texts and what to call them in an error (file names).
struct TlsInput {
  std::string certificate_name;
  std::string certificate_pem;  ///< leaf first, then its chain
  std::string key_name;
  Sealed<std::string> key_pem;
  std::string client_ca_name;
  std::string client_ca_pem;  ///< empty: clients need no certificate

  friend bool operator==(const TlsInput&, const TlsInput&) = default;
};

class TlsContext {
 public:
  /// Fails, naming the input, on PEM that cannot be read (encrypted keys cannot), on a key that
  /// does not belong to the certificate and on a certificate outside its dates at `now`.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> build(const TlsInput& input,
                                                                       Instant now);

  [[nodiscard]] SSL_CTX& native() const { return *context_; }
  [[nodiscard]] Instant expires() const { return expires_; }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  TlsContext() = default;

  std::unique_ptr<SSL_CTX, Free> context_;
  Instant expires_;
};

}  // namespace postern::front
