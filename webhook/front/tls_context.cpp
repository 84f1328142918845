#include "front/tls_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>
#include <optional>
#include <string_view>
#include <vector>

namespace postern::front {
namespace {

struct FreeOpenssl {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, FreeOpenssl>;
using Certificate = std::unique_ptr<X509, FreeOpenssl>;
using Key = std::unique_ptr<EVP_PKEY, FreeOpenssl>;

Bio bio_over(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Without this OpenSSL asks the terminal for the pass phrase of an encrypted key.
int no_pass_phrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return 0; }

std::vector<Certificate> read_certificates(std::string_view pem) {
  std::vector<Certificate> chain;
  const Bio bio = bio_over(pem);
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, no_pass_phrase, nullptr)) {
    chain.emplace_back(next);
  }
  ERR_clear_error();  // the end of the text is an error to OpenSSL
  return chain;
}

Key read_key(const Sealed<std::string>& pem) {
  const Bio bio = bio_over(pem.expose());
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
  ERR_clear_error();
  return key;
}

std::optional<Instant> to_instant(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) {
    return std::nullopt;
  }
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

// An API server offers http/1.1 only (it disables HTTP/2 towards webhooks). A client that offers
// ALPN without it cannot be served (RFC 7301 section 3.2).
int select_protocol(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* offered, unsigned int offered_length, void* /*data*/) {
  static constexpr std::array<unsigned char, 9> kHttp11 = {8,   'h', 't', 't', 'p',
                                                           '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_length, kHttp11.data(), kHttp11.size(), offered,
                            offered_length) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// AES-128-GCM first: every machine this runs on has the instructions for it. No tickets and no
// session cache: an API server's client keeps no sessions, so both only cost.
bool configure(SSL_CTX& context) {
  SSL_CTX_set_options(&context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION |
                                    SSL_OP_CIPHER_SERVER_PREFERENCE);
  // RELEASE_BUFFERS: an idle connection costs 14 KB instead of 48. read_ahead: one read per record
  // instead of two.
  SSL_CTX_set_mode(&context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(&context, 1);
  SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(&context, select_protocol, nullptr);
  return SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_num_tickets(&context, 0) == 1 &&
         SSL_CTX_set1_groups_list(&context, "X25519:P-256") == 1 &&
         SSL_CTX_set_ciphersuites(
             &context,
             "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256") == 1 &&
         SSL_CTX_set_cipher_list(&context,
                                 "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                                 "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                                 "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305") == 1;
}

bool use_chain(SSL_CTX& context, const std::vector<Certificate>& chain) {
  if (SSL_CTX_use_certificate(&context, chain.front().get()) != 1) {
    return false;
  }
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(&context, chain[i].get()) != 1) {
      return false;
    }
  }
  return true;
}

bool require_client_certificate(SSL_CTX& context, std::string_view pem) {
  const std::vector<Certificate> authorities = read_certificates(pem);
  for (const Certificate& authority : authorities) {
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), authority.get()) != 1 ||
        SSL_CTX_add_client_CA(&context, authority.get()) != 1) {
      return false;
    }
  }
  SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return !authorities.empty();
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::build(const TlsInput& input, Instant now) {
  const Name certificate_name(input.certificate_name);
  const std::vector<Certificate> chain = read_certificates(input.certificate_pem);
  if (chain.empty()) {
    return failure("{}: holds no PEM certificate", certificate_name);
  }
  const auto begins = to_instant(X509_get0_notBefore(chain.front().get()));
  const auto ends = to_instant(X509_get0_notAfter(chain.front().get()));
  if (!begins || !ends || now < *begins) {
    return failure("{}: the certificate is not valid yet", certificate_name);
  }
  if (now >= *ends) {
    return failure("{}: the certificate has expired", certificate_name);
  }
  const Key key = read_key(input.key_pem);
  if (!key) {
    return failure("{}: holds no unencrypted PEM private key", Name(input.key_name));
  }
  if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
    ERR_clear_error();
    return failure("{}: the private key does not belong to the certificate in {}",
                   Name(input.key_name), certificate_name);
  }

  std::shared_ptr<TlsContext> built(new TlsContext());
  built->expires_ = *ends;
  built->context_.reset(SSL_CTX_new(TLS_server_method()));
  if (!built->context_ || !configure(*built->context_)) {
    ERR_clear_error();
    return failure("OpenSSL refuses the TLS settings");
  }
  // OpenSSL's security level refuses keys that are too short here.
  if (!use_chain(*built->context_, chain) ||
      SSL_CTX_use_PrivateKey(built->context_.get(), key.get()) != 1) {
    ERR_clear_error();
    return failure("{}: OpenSSL refuses the certificate or its key", certificate_name);
  }
  if (!input.client_ca_name.empty() &&
      !require_client_certificate(*built->context_, input.client_ca_pem)) {
    ERR_clear_error();
    return failure("{}: holds no PEM certificate", Name(input.client_ca_name));
  }
  return built;
}

}  // namespace postern::front
