// Owners of OpenSSL's C objects.
// Guarantees that each is freed by its own function, key material wiped first.
#pragma once

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include <cstddef>
#include <memory>

namespace postern::x509 {

template <auto Function>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    Function(object);
  }
};

using BioHandle = std::unique_ptr<BIO, Free<BIO_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Pkcs12Handle = std::unique_ptr<PKCS12, Free<PKCS12_free>>;
using Pkcs7Handle = std::unique_ptr<PKCS7, Free<PKCS7_free>>;
using X509Handle = std::unique_ptr<X509, Free<X509_free>>;

}  // namespace postern::x509
