#include "x509/certificate.h"

#include <openssl/asn1.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "x509/openssl_handles.h"

namespace postern::x509 {
namespace {

// OpenSSL's security level 2, the default of Debian and its relatives (SSL_CTX_set_security_level).
constexpr int kSecurityBits = 112;

std::optional<Seconds> seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
    return std::nullopt;
  }
  using namespace std::chrono;
  const year_month_day day{year(parts.tm_year + 1900),
                           month(static_cast<unsigned>(parts.tm_mon + 1)),
                           std::chrono::day(static_cast<unsigned>(parts.tm_mday))};
  return sys_days(day) + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
}

bool is_self_signed(X509* certificate) {
  return (X509_get_extension_flags(certificate) & EXFLAG_SS) != 0;
}

Role role_of(X509* certificate) {
  if (X509_check_ca(certificate) > 0) {
    return Role::kAuthority;
  }
  return is_self_signed(certificate) ? Role::kSelfSignedLeaf : Role::kLeaf;
}

bool has_weak_key(const X509* certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  return key == nullptr || EVP_PKEY_get_security_bits(key) < kSecurityBits;
}

// The signature of a trust anchor is not checked (x509_vfy.c, check_sig_level).
bool has_weak_signature(X509* certificate) {
  int bits = 0;
  return !is_self_signed(certificate) &&
         X509_get_signature_info(certificate, nullptr, nullptr, &bits, nullptr) == 1 &&
         bits < kSecurityBits;
}

X509Handle decode(std::string_view der, Armour armour) {
  // OpenSSL's decoders take unsigned bytes and move the pointer behind what they read.
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* const end = next + der.size();
  const auto length = static_cast<long>(der.size());
  X509Handle certificate(armour == Armour::kTrusted ? d2i_X509_AUX(nullptr, &next, length)
                                                    : d2i_X509(nullptr, &next, length));
  return next == end ? std::move(certificate) : nullptr;
}

}  // namespace

Validity Certificate::validity(Instant now, std::chrono::days soon) const {
  const Seconds second = std::chrono::floor<std::chrono::seconds>(now);
  if (second > not_after) {
    return Validity::kExpired;
  }
  if (second < not_before) {
    return Validity::kNotYet;
  }
  return not_after - second < soon ? Validity::kExpiresSoon : Validity::kValid;
}

std::optional<Certificate> read_certificate(std::string_view der, Armour armour) {
  const X509Handle certificate = decode(der, armour);
  if (!certificate) {
    return std::nullopt;
  }
  const std::optional<Seconds> begin = seconds_of(X509_get0_notBefore(certificate.get()));
  const std::optional<Seconds> end = seconds_of(X509_get0_notAfter(certificate.get()));
  if (!begin || !end) {
    return std::nullopt;
  }
  return Certificate{.role = role_of(certificate.get()),
                     .not_before = *begin,
                     .not_after = *end,
                     .weak_key = has_weak_key(certificate.get()),
                     .weak_signature = has_weak_signature(certificate.get())};
}

}  // namespace postern::x509
