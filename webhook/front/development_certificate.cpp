#include "front/development_certificate.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace postern::front {
namespace {

struct FreeOpenssl {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <typename T>
using Owned = std::unique_ptr<T, FreeOpenssl>;

struct Validity {
  Instant begin;
  Instant end;
};

std::string pem_of(const Owned<BIO>& bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string certificate_pem(X509* certificate) {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return pem_of(bio);
}

Sealed<std::string> key_pem(EVP_PKEY* key) {
  const Owned<BIO> bio(BIO_new(BIO_s_secmem()));
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return Sealed(pem_of(bio));
}

bool add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  // RFC 5280 section 4.1.2.2: positive, at most 20 bytes, unpredictable.
  const Owned<BIGNUM> serial(BN_new());
  return serial && BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

Owned<X509> unsigned_certificate(EVP_PKEY* key, const char* common_name, const Validity& validity) {
  Owned<X509> certificate(X509_new());
  if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      !set_serial(certificate.get()) || X509_set_pubkey(certificate.get(), key) != 1) {
    return nullptr;
  }
  using std::chrono::system_clock;
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), system_clock::to_time_t(validity.begin));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), system_clock::to_time_t(validity.end));
  const std::string name(common_name);
  X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate.get()), NID_commonName,
                             MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.data()),
                             static_cast<int>(name.size()), -1, 0);
  return certificate;
}

bool sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  return X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
         add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always") &&
         X509_sign(certificate, issuer_key, EVP_sha256()) > 0;
}

Owned<X509> make_authority(EVP_PKEY* key, const Validity& validity) {
  Owned<X509> authority = unsigned_certificate(key, "postern development CA", validity);
  X509* raw = authority.get();
  const bool made = raw != nullptr &&
                    add_extension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                    add_extension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    add_extension(raw, raw, NID_subject_key_identifier, "hash") &&
                    sign(raw, raw, key);
  return made ? std::move(authority) : nullptr;
}

Owned<X509> make_leaf(EVP_PKEY* key, X509* authority, EVP_PKEY* authority_key,
                      const Validity& validity) {
  Owned<X509> leaf = unsigned_certificate(key, "localhost", validity);
  X509* raw = leaf.get();
  const bool made =
      raw != nullptr && add_extension(raw, authority, NID_basic_constraints, "critical,CA:FALSE") &&
      add_extension(raw, authority, NID_key_usage, "critical,digitalSignature") &&
      add_extension(raw, authority, NID_ext_key_usage, "serverAuth") &&
      add_extension(raw, authority, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
      add_extension(raw, authority, NID_subject_key_identifier, "hash") &&
      sign(raw, authority, authority_key);
  return made ? std::move(leaf) : nullptr;
}

}  // namespace

Result<DevelopmentCertificate> make_development_certificate(Instant now,
                                                            std::chrono::hours lifetime) {
  const Validity validity{now - std::chrono::hours(1), now + lifetime};
  const Owned<EVP_PKEY> authority_key(EVP_EC_gen("P-256"));
  const Owned<EVP_PKEY> leaf_key(EVP_EC_gen("P-256"));
  const Owned<X509> authority =
      authority_key ? make_authority(authority_key.get(), validity) : nullptr;
  const Owned<X509> leaf = authority && leaf_key ? make_leaf(leaf_key.get(), authority.get(),
                                                             authority_key.get(), validity)
                                                 : nullptr;
  if (!leaf) {
    ERR_clear_error();
    return failure("OpenSSL could not make a development certificate");
  }
  return DevelopmentCertificate{certificate_pem(authority.get()), certificate_pem(leaf.get()),
                                key_pem(leaf_key.get())};
}

}  // namespace postern::front
