#include "explain_dsn/seen_certificate.h"

#include <openssl/x509v3.h>

#include <memory>

#include "base/utf8.h"
#include "x509/openssl_handles.h"

namespace postern::explain_dsn {
namespace {

using NamesHandle = std::unique_ptr<GENERAL_NAMES, x509::Free<GENERAL_NAMES_free>>;

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto length = static_cast<std::size_t>(BIO_get_mem_data(bio, &data));
  return data == nullptr ? std::string() : printable({data, length}, 1000);
}

template <typename Print>
std::string printed(const Print& print) {
  const x509::BioHandle bio(BIO_new(BIO_s_mem()));
  if (bio != nullptr) {
    print(bio.get());
  }
  return bio == nullptr ? std::string() : text_of(bio.get());
}

std::string alternative_names(const X509& certificate) {
  const NamesHandle names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::string list;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    list += list.empty() ? "" : ", ";
    list +=
        printed([&](BIO* bio) { GENERAL_NAME_print(bio, sk_GENERAL_NAME_value(names.get(), i)); });
  }
  return list;
}

}  // namespace

SeenCertificate seen(const X509& certificate) {
  const auto name = [](const X509_NAME* of) {
    return printed([&](BIO* bio) { X509_NAME_print_ex(bio, of, 0, XN_FLAG_ONELINE); });
  };
  return {.subject = name(X509_get_subject_name(&certificate)),
          .issuer = name(X509_get_issuer_name(&certificate)),
          .not_after =
              printed([&](BIO* bio) { ASN1_TIME_print(bio, X509_get0_notAfter(&certificate)); }),
          .names = alternative_names(certificate)};
}

}  // namespace postern::explain_dsn
