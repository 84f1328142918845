#include "explain_dsn/trust.h"

#include <openssl/x509v3.h>

#include <memory>

#include "x509/openssl_handles.h"

namespace postern::explain_dsn {
namespace {

using x509::Free;
using StoreHandle = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using VerifyHandle = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;
using NamesHandle = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using IpHandle = std::unique_ptr<ASN1_OCTET_STRING, Free<ASN1_OCTET_STRING_free>>;

// Empty: the chain is good. Else OpenSSL's own text, which quotes nothing.
std::string chain_fault(SSL* session, const std::string& ca_file) {
  const StoreHandle store(X509_STORE_new());
  const int loaded = ca_file == "system" ? X509_STORE_set_default_paths(store.get())
                                         : X509_STORE_load_file(store.get(), ca_file.c_str());
  if (loaded != 1) {
    return "the CA file holds no certificate that OpenSSL can read";
  }
  const VerifyHandle verify(X509_STORE_CTX_new());
  X509* leaf = SSL_get0_peer_certificate(session);
  if (leaf == nullptr ||
      X509_STORE_CTX_init(verify.get(), store.get(), leaf, SSL_get_peer_cert_chain(session)) != 1) {
    return "the server sent no certificate";
  }
  X509_STORE_CTX_set_default(verify.get(), "ssl_server");
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(verify.get()),
                                   SSL_get_security_level(session));
  if (X509_verify_cert(verify.get()) == 1) {
    return {};
  }
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(verify.get()));
}

bool has_address_name(const X509* certificate) {
  const NamesHandle names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (sk_GENERAL_NAME_value(names.get(), i)->type == GEN_IPADD) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool is_address(const std::string& host) {
  return IpHandle(a2i_IPADDRESS(host.c_str())) != nullptr;
}

bool names_host(X509* certificate, const std::string& host) {
  if (certificate == nullptr || host.empty()) {
    return false;
  }
  // A '*' counts only as a whole first label (fe-secure-common.c).
  unsigned flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  if (is_address(host)) {
    // libpq compares an address with the names of hosts too, and with the subject unless the
    // certificate names some address.
    if (X509_check_ip_asc(certificate, host.c_str(), 0) == 1) {
      return true;
    }
    constexpr unsigned kNever = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
    constexpr unsigned kAlways = X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT;
    flags |= has_address_name(certificate) ? kNever : kAlways;
  }
  return X509_check_host(certificate, host.data(), host.size(), flags, nullptr) == 1;
}

Trust trust_in(SSL* session, const std::string& host, const std::string& ca_file) {
  return {.has_ca = !ca_file.empty(),
          .chain_fault = ca_file.empty() ? std::string() : chain_fault(session, ca_file),
          .name_matches = names_host(SSL_get0_peer_certificate(session), host)};
}

}  // namespace postern::explain_dsn
