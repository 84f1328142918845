#include "x509/authority.h"

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace postern::x509 {
namespace {

using NumberHandle = std::unique_ptr<BIGNUM, Free<BN_free>>;
using ExtensionHandle = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

constexpr std::size_t kLongestCommonName = 64;  // RFC 5280, appendix A, ub-common-name
constexpr std::size_t kLongestName = 253;
constexpr std::size_t kLongestLabel = 63;

std::string text_of(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return text_of(bio.get());
}

Sealed<std::string> pem_of(EVP_PKEY* key) {
  const BioHandle bio(BIO_new(BIO_s_secmem()));
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return Sealed(text_of(bio.get()));
}

bool is_address(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

bool is_label(std::string_view label) {
  const auto is_letter_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !label.empty() && label.size() <= kLongestLabel && is_letter_or_digit(label.front()) &&
         is_letter_or_digit(label.back()) &&
         std::ranges::all_of(label, [&](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_dns_name(std::string_view name) {
  if (name.size() > kLongestName) {
    return false;
  }
  if (name.starts_with("*.")) {
    name.remove_prefix(2);
  }
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    if (!is_label(name.substr(0, dot))) {
      return false;
    }
    name.remove_prefix(dot + 1);
  }
  return is_label(name);
}

bool add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionHandle extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  // RFC 5280 section 4.1.2.2: positive, at most 20 bytes, unpredictable.
  const NumberHandle serial(BN_new());
  return serial != nullptr &&
         BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

X509Handle unsigned_certificate(EVP_PKEY* key, std::string_view common_name, const Period& period) {
  X509Handle certificate(X509_new());
  if (certificate == nullptr || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      !set_serial(certificate.get()) || X509_set_pubkey(certificate.get(), key) != 1) {
    return nullptr;
  }
  using std::chrono::system_clock;
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), system_clock::to_time_t(period.begin));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), system_clock::to_time_t(period.end));
  X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate.get()), NID_commonName,
                             MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.data()),
                             static_cast<int>(common_name.size()), -1, 0);
  return certificate;
}

bool sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  return X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
         add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always") &&
         X509_sign(certificate, issuer_key, EVP_sha256()) > 0;
}

// "DNS:a.example,IP:10.0.0.1"; the names are checked, so that none can add a field of its own.
std::string alternative_names(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    list.append(list.empty() ? "" : ",").append(is_address(name) ? "IP:" : "DNS:").append(name);
  }
  return list;
}

// The name is for people: verifiers read the alternative names only (RFC 6125, section 6.4.4).
std::string_view common_name_of(const std::vector<std::string>& names) {
  return names.front().size() <= kLongestCommonName ? std::string_view(names.front()) : "postern";
}

tl::unexpected<Error> openssl_failed() {
  ERR_clear_error();
  return failure("OpenSSL could not make a certificate");
}

}  // namespace

Result<void> check_server_name(const std::string& name) {
  if (is_address(name) || is_dns_name(name)) {
    return {};
  }
  return failure("'{}' is neither a DNS name nor an IP address", Name(name));
}

Result<Authority> Authority::make(Literal common_name, const Period& period) {
  KeyHandle key(EVP_EC_gen("P-256"));
  X509Handle certificate =
      key == nullptr ? nullptr : unsigned_certificate(key.get(), common_name.view(), period);
  X509* raw = certificate.get();
  if (raw == nullptr ||
      !add_extension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
      !add_extension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign") ||
      !add_extension(raw, raw, NID_subject_key_identifier, "hash") || !sign(raw, raw, key.get())) {
    return openssl_failed();
  }
  return Authority(std::move(key), std::move(certificate));
}

Result<KeyPair> Authority::issue(const std::vector<std::string>& names,
                                 const Period& period) const {
  if (names.empty()) {
    return failure("a server certificate needs at least one name");
  }
  for (const std::string& name : names) {
    if (Result<void> checked = check_server_name(name); !checked) {
      return tl::unexpected(checked.error());
    }
  }
  const KeyHandle key(EVP_EC_gen("P-256"));
  const X509Handle leaf =
      key == nullptr ? nullptr : unsigned_certificate(key.get(), common_name_of(names), period);
  X509* raw = leaf.get();
  X509* const issuer = certificate_.get();
  if (raw == nullptr || !add_extension(raw, issuer, NID_basic_constraints, "critical,CA:FALSE") ||
      !add_extension(raw, issuer, NID_key_usage, "critical,digitalSignature") ||
      !add_extension(raw, issuer, NID_ext_key_usage, "serverAuth") ||
      !add_extension(raw, issuer, NID_subject_alt_name, alternative_names(names).c_str()) ||
      !add_extension(raw, issuer, NID_subject_key_identifier, "hash") ||
      !sign(raw, issuer, key_.get())) {
    return openssl_failed();
  }
  return KeyPair{pem_of(raw), pem_of(key.get())};
}

std::string Authority::certificate_pem() const { return pem_of(certificate_.get()); }

Sealed<std::string> Authority::key_pem() const { return pem_of(key_.get()); }

}  // namespace postern::x509
