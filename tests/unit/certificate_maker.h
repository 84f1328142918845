// Makes certificates and keys for tests, on the spot and with the dates that a test asks for.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "x509/openssl_handles.h"

namespace postern::testing {

enum class KeyType { kP256, kRsa1024 };
enum class Kind { kAuthority, kLeaf };

struct Wish {
  Kind kind = Kind::kAuthority;
  KeyType key = KeyType::kP256;
  const char* not_before = "20200101000000Z";
  const char* not_after = "20400101000000Z";
  bool sha1 = false;
  const struct Made* issuer = nullptr;  // nullptr: self-signed
};

struct Made {
  x509::KeyHandle key;
  x509::X509Handle certificate;
};

inline void require(bool done) {
  if (!done) {
    throw std::runtime_error("OpenSSL refused to make a certificate");
  }
}

inline x509::KeyHandle make_key(KeyType type) {
  return x509::KeyHandle(type == KeyType::kP256 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
                                                : EVP_RSA_gen(1024));
}

inline void add_constraints(X509* certificate, Kind kind) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, &context, NID_basic_constraints,
                          kind == Kind::kAuthority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

inline Made make(const Wish& wish) {
  static long serial = 1;
  Made made{make_key(wish.key), x509::X509Handle(X509_new())};
  X509* certificate = made.certificate.get();
  require(X509_set_version(certificate, X509_VERSION_3) == 1);
  require(ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++) == 1);
  require(ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), wish.not_before) == 1);
  require(ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), wish.not_after) == 1);
  const std::string name = "certificate " + std::to_string(serial);
  require(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                                     reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                     0) == 1);
  const Made& issuer = wish.issuer != nullptr ? *wish.issuer : made;
  require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate.get())) == 1);
  require(X509_set_pubkey(certificate, made.key.get()) == 1);
  add_constraints(certificate, wish.kind);
  require(X509_sign(certificate, issuer.key.get(), wish.sha1 ? EVP_sha1() : EVP_sha256()) > 0);
  return made;
}

inline std::string contents(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

inline std::string pem(const Made& made) {
  const x509::BioHandle out(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(out.get(), made.certificate.get()) == 1);
  return contents(out.get());
}

inline std::string der(const Made& made) {
  const x509::BioHandle out(BIO_new(BIO_s_mem()));
  require(i2d_X509_bio(out.get(), made.certificate.get()) == 1);
  return contents(out.get());
}

inline std::string key_pem(const Made& made) {
  const x509::BioHandle out(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PKCS8PrivateKey(out.get(), made.key.get(), nullptr, nullptr, 0, nullptr,
                                        nullptr) == 1);
  return contents(out.get());
}

inline std::string key_der(const Made& made) {
  const x509::BioHandle out(BIO_new(BIO_s_mem()));
  require(i2d_PrivateKey_bio(out.get(), made.key.get()) == 1);
  return contents(out.get());
}

}  // namespace postern::testing
