// A file of trust anchors (sslrootcert) as libpq's OpenSSL would read it, from bytes.
// Guarantees bounded work for any input, and that the result holds no byte of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/speakable.h"
#include "x509/certificate.h"

namespace postern::x509 {

/// A Secret holds 1 MiB at most; the largest bundle in use, all AWS RDS roots, has some 110
/// certificates in 165 KB.
inline constexpr std::size_t kMaximumBundleBytes = 1U << 20U;
inline constexpr std::size_t kMaximumCertificates = 1000;

/// What the bytes are.
enum class Content : std::uint8_t {
  kCertificates,  // PEM with at least one certificate
  kEmpty,
  kTooLarge,      // longer than kMaximumBundleBytes: not looked into
  kPrivateKey,    // PEM, private keys and no certificate
  kOtherPem,      // PEM, neither certificates nor private keys
  kMisplacedPem,  // BEGIN lines that are indented or escaped ("\n"): OpenSSL sees none
  kDamagedPem,    // a block that cannot be decoded, and no certificate before it
  kBase64OfPem,   // encoded once too often
  kBareBase64,    // a certificate without its BEGIN and END lines
  kDer,
  kPkcs7,
  kPkcs12,
  kHtml,
  kOther,
};

[[nodiscard]] constexpr Literal to_text(Content content) {
  switch (content) {
    case Content::kCertificates:
      return "PEM certificates";
    case Content::kEmpty:
      return "nothing";
    case Content::kTooLarge:
      return "more than 1 MiB";
    case Content::kPrivateKey:
      return "a private key and no certificate";
    case Content::kOtherPem:
      return "PEM without a certificate";
    case Content::kMisplacedPem:
      return "PEM whose BEGIN line is indented or escaped";
    case Content::kDamagedPem:
      return "damaged PEM";
    case Content::kBase64OfPem:
      return "base64 of PEM, encoded once too often";
    case Content::kBareBase64:
      return "base64 without its BEGIN and END lines";
    case Content::kDer:
      return "a DER certificate";
    case Content::kPkcs7:
      return "PKCS#7";
    case Content::kPkcs12:
      return "PKCS#12";
    case Content::kHtml:
      return "an HTML page";
    case Content::kOther:
      return "something that is no certificate";
  }
  return "";
}

struct CaBundle {
  Content content = Content::kEmpty;
  std::vector<Certificate> certificates;  // in the order of the file
  bool has_private_key = false;           // anywhere in the bytes, encrypted or not
  bool damaged = false;    // a certificate that cannot be read: OpenSSL refuses the whole file
  bool truncated = false;  // more than kMaximumCertificates; the rest was not looked at

  [[nodiscard]] std::size_t count(Role role) const;
};

/// Linear in the length of `bytes`; never throws for any input but for want of memory.
[[nodiscard]] CaBundle read_ca_bundle(std::string_view bytes);

}  // namespace postern::x509
