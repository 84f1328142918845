#include "cluster/tls_settings.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <string_view>

#include "base/read_file.h"

namespace postern::cluster {
namespace {

constexpr std::size_t kLongestFile = 1U << 20U;

using x509::BioHandle;
using x509::KeyHandle;
using x509::X509Handle;

// Without this OpenSSL asks the terminal for the pass phrase of an encrypted key.
int no_pass_phrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return 0; }

BioHandle bio_over(std::string_view text) {
  return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

X509Handle next_certificate(BIO* bio) {
  return X509Handle(PEM_read_bio_X509(bio, nullptr, no_pass_phrase, nullptr));
}

bool trust(SSL_CTX* context, std::string_view pem) {
  const BioHandle bio = bio_over(pem);
  int count = 0;
  while (const X509Handle authority = next_certificate(bio.get())) {
    count += X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get());
  }
  ERR_clear_error();  // the end of the text is an error to OpenSSL
  return count > 0;
}

bool present(SSL_CTX* context, std::string_view certificates, std::string_view key_pem) {
  const BioHandle certificate_bio = bio_over(certificates);
  const BioHandle key_bio = bio_over(key_pem);
  const X509Handle leaf = next_certificate(certificate_bio.get());
  const KeyHandle key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, no_pass_phrase, nullptr));
  if (leaf == nullptr || key == nullptr || SSL_CTX_use_certificate(context, leaf.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    ERR_clear_error();
    return false;
  }
  while (const X509Handle link = next_certificate(certificate_bio.get())) {
    SSL_CTX_add1_chain_cert(context, link.get());
  }
  ERR_clear_error();
  return true;
}

bool configure(SSL_CTX* context) {
  // As Go's verifier does, an intermediate among the trusted certificates ends the chain.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_alpn_protos(context, kHttp11.data(), kHttp11.size()) == 0;
}

Outcome<void> use_authorities(SSL_CTX* context, const Material& authorities) {
  if (!authorities.given()) {
    SSL_CTX_set_default_verify_paths(context);
    return {};
  }
  const auto pem = read_material(authorities);
  if (!pem) {
    return tl::unexpected(pem.error());
  }
  if (!trust(context, pem->expose())) {
    return fault(Refusal::kConfiguration, "the API server's CA holds no PEM certificate");
  }
  return {};
}

Outcome<void> use_client_certificate(SSL_CTX* context, const Access& access) {
  if (!access.client_certificate.given() && !access.client_key.given()) {
    return {};
  }
  const auto certificates = read_material(access.client_certificate);
  const auto key = read_material(access.client_key);
  if (!certificates || !key) {
    return tl::unexpected(certificates ? key.error() : certificates.error());
  }
  if (!present(context, certificates->expose(), key->expose())) {
    return fault(Refusal::kConfiguration,
                 "the client certificate and its key are no PEM pair that belongs together");
  }
  return {};
}

}  // namespace

Outcome<Sealed<std::string>> read_material(const Material& material) {
  if (material.file.empty() || material.text != Sealed<std::string>()) {
    return material.text;
  }
  Result<std::string> text = read_file(material.file, kLongestFile);
  if (!text) {
    return fault(Refusal::kConfiguration, "{}: {}", Name(material.file), text.error().message);
  }
  return Sealed(*std::move(text));
}

Outcome<ContextHandle> make_context(const Access& access) {
  ContextHandle context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr || !configure(context.get())) {
    ERR_clear_error();
    return fault(Refusal::kConfiguration, "OpenSSL refuses the TLS settings");
  }
  if (Outcome<void> used = use_authorities(context.get(), access.authorities); !used) {
    return tl::unexpected(used.error());
  }
  if (Outcome<void> used = use_client_certificate(context.get(), access); !used) {
    return tl::unexpected(used.error());
  }
  return context;
}

}  // namespace postern::cluster
