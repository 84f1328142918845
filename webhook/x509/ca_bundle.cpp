#include "x509/ca_bundle.h"

#include <openssl/err.h>

#include <algorithm>
#include <optional>

#include "x509/openssl_handles.h"
#include "x509/pem_blocks.h"

namespace postern::x509 {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";

std::string_view without_leading_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lower);
}

bool is_html(std::string_view text) {
  return starts_with_ignoring_case(text, "<!doctype") || starts_with_ignoring_case(text, "<html") ||
         starts_with_ignoring_case(text, "<?xml") || starts_with_ignoring_case(text, "<head");
}

// Every kind of private key says so in its label: RSA, EC, ENCRYPTED, OPENSSH or nothing before it
// (RFC 7468 section 10 and 11). Searched as text, so that damage elsewhere does not hide it.
bool has_private_key_label(std::string_view text) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kEnd = "PRIVATE KEY-----";
  constexpr std::size_t kLongestLabel = 64;
  for (std::size_t at = text.find(kEnd); at != std::string_view::npos;
       at = text.find(kEnd, at + kEnd.size())) {
    const std::size_t from = at > kLongestLabel ? at - kLongestLabel : 0;
    if (text.substr(from, at - from).rfind(kBegin) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

template <auto kDecode>
bool decodes(std::string_view bytes) {
  const auto* next = reinterpret_cast<const unsigned char*>(bytes.data());
  return kDecode(nullptr, &next, static_cast<long>(bytes.size())) != nullptr;
}

Pkcs7Handle pkcs7(PKCS7** out, const unsigned char** in, long length) {
  return Pkcs7Handle(d2i_PKCS7(out, in, length));
}
Pkcs12Handle pkcs12(PKCS12** out, const unsigned char** in, long length) {
  return Pkcs12Handle(d2i_PKCS12(out, in, length));
}
KeyHandle private_key(EVP_PKEY** out, const unsigned char** in, long length) {
  return KeyHandle(d2i_AutoPrivateKey(out, in, length));
}

/// What was met on the way through the blocks.
struct Met {
  bool pkcs7 = false;
  bool other = false;
};

std::optional<Armour> armour_of(std::string_view label) {
  if (label == "CERTIFICATE" || label == "X509 CERTIFICATE") {
    return Armour::kPlain;
  }
  return label == "TRUSTED CERTIFICATE" ? std::optional(Armour::kTrusted) : std::nullopt;
}

void take_block(const PemBlocks& blocks, CaBundle& bundle, Met& met) {
  const std::optional<Armour> armour = armour_of(blocks.label());
  if (!armour) {
    met.pkcs7 = met.pkcs7 || blocks.label() == "PKCS7" || blocks.label() == "CMS";
    met.other = true;
    return;
  }
  if (bundle.certificates.size() == kMaximumCertificates) {
    bundle.truncated = true;
    return;
  }
  if (const std::optional<Certificate> read = read_certificate(blocks.bytes(), *armour)) {
    bundle.certificates.push_back(*read);
  } else {
    bundle.damaged = true;
  }
}

Met take_blocks(std::string_view bytes, CaBundle& bundle) {
  Met met;
  PemBlocks blocks(bytes);
  PemBlocks::Step step = blocks.next();
  while (step == PemBlocks::Step::kBlock && !bundle.damaged && !bundle.truncated) {
    take_block(blocks, bundle, met);
    step = blocks.next();
  }
  bundle.damaged = bundle.damaged || step == PemBlocks::Step::kDamaged;
  return met;
}

Content binary_content(std::string_view bytes, CaBundle& bundle) {
  if (read_certificate(bytes)) {
    return Content::kDer;
  }
  if (decodes<pkcs12>(bytes)) {
    bundle.has_private_key = true;  // what the format is for; encrypted, so it cannot be told
    return Content::kPkcs12;
  }
  if (decodes<pkcs7>(bytes)) {
    return Content::kPkcs7;
  }
  if (decodes<private_key>(bytes)) {
    bundle.has_private_key = true;
    return Content::kPrivateKey;
  }
  return Content::kOther;
}

Content text_content(std::string_view text) {
  if (is_html(text)) {
    return Content::kHtml;
  }
  if (text.find("-----BEGIN ") != std::string_view::npos) {
    return Content::kMisplacedPem;
  }
  if (text.starts_with("LS0tLS1CRUdJTi")) {  // base64 of "-----BEGIN"
    return Content::kBase64OfPem;
  }
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n";
  // A DER SEQUENCE of 256 bytes or more begins 30 82, in base64 "MI".
  return text.starts_with("MI") && text.find_first_not_of(kAlphabet) == std::string_view::npos
             ? Content::kBareBase64
             : Content::kOther;
}

Content content_of(std::string_view bytes, const Met& met, CaBundle& bundle) {
  constexpr char kDerSequence = 0x30;
  if (!bundle.certificates.empty()) {
    return Content::kCertificates;
  }
  if (bundle.damaged) {
    return Content::kDamagedPem;
  }
  if (met.pkcs7) {
    return Content::kPkcs7;
  }
  if (met.other) {
    return bundle.has_private_key ? Content::kPrivateKey : Content::kOtherPem;
  }
  const std::string_view text = without_leading_blanks(bytes);
  if (text.empty()) {
    return Content::kEmpty;
  }
  const Content content = text_content(text);
  return content == Content::kOther && bytes.front() == kDerSequence ? binary_content(bytes, bundle)
                                                                     : content;
}

}  // namespace

std::size_t CaBundle::count(Role role) const {
  return static_cast<std::size_t>(std::ranges::count(certificates, role, &Certificate::role));
}

CaBundle read_ca_bundle(std::string_view bytes) {
  CaBundle bundle;
  if (bytes.size() > kMaximumBundleBytes) {
    bundle.content = Content::kTooLarge;
    return bundle;
  }
  bundle.has_private_key = has_private_key_label(bytes);
  const Met met = take_blocks(bytes, bundle);
  bundle.content = content_of(bytes, met, bundle);
  ERR_clear_error();
  return bundle;
}

}  // namespace postern::x509
