#include "explain_dsn/probe.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <array>
#include <string_view>

#include "base/utf8.h"
#include "net/wire.h"
#include "x509/openssl_handles.h"

namespace postern::explain_dsn {
namespace {

using net::Clock;
using net::Wire;
using x509::Free;
using ContextHandle = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using SslHandle = std::unique_ptr<SSL, Free<SSL_free>>;
using StoreHandle = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using VerifyHandle = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;
using NamesHandle = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using IpHandle = std::unique_ptr<ASN1_OCTET_STRING, Free<ASN1_OCTET_STRING_free>>;

// Length 8, then the code 80877103 (PostgreSQL documentation, 55.7, SSLRequest).
constexpr std::string_view kSslRequest("\x00\x00\x00\x08\x04\xd2\x16\x2f", 8);

constexpr std::array kModes{dsn::SslMode::kDisable,  dsn::SslMode::kAllow,
                            dsn::SslMode::kPrefer,   dsn::SslMode::kRequire,
                            dsn::SslMode::kVerifyCa, dsn::SslMode::kVerifyFull};

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

bool is_address(const std::string& host) {
  return IpHandle(a2i_IPADDRESS(host.c_str())) != nullptr;
}

// fe-secure-openssl.c, initialize_SSL: SNI unless the host is an address, and ALPN "postgresql".
SslHandle new_session(SSL_CTX* context, const Endpoint& endpoint, int fd) {
  constexpr std::array<unsigned char, 11> kAlpn{10,  'p', 'o', 's', 't', 'g',
                                                'r', 'e', 's', 'q', 'l'};
  SslHandle ssl(SSL_new(context));
  if (ssl == nullptr || SSL_set_fd(ssl.get(), fd) != 1 ||
      SSL_set_alpn_protos(ssl.get(), kAlpn.data(), kAlpn.size()) != 0) {
    return nullptr;
  }
  if (!endpoint.name.empty() && !is_address(endpoint.name)) {
    // SSL_set_tlsext_host_name without its old-style cast; the name is copied.
    std::string name = endpoint.name;
    SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  }
  return ssl;
}

Result<bool> shake_hands(SSL* ssl, const Wire& wire) {
  while (true) {
    const int result = SSL_connect(ssl);
    if (result == 1) {
      return true;
    }
    const int error = SSL_get_error(ssl, result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
      return failure("the TLS handshake failed");
    }
    if (!wire.wait(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT)) {
      return failure("the TLS handshake was not done in time");
    }
  }
}

// Empty: the chain is good. Else OpenSSL's own text, which quotes nothing.
std::string chain_fault(SSL* ssl, const std::string& ca_file) {
  const StoreHandle store(X509_STORE_new());
  const int loaded = ca_file == "system" ? X509_STORE_set_default_paths(store.get())
                                         : X509_STORE_load_file(store.get(), ca_file.c_str());
  if (loaded != 1) {
    return "the CA file holds no certificate that OpenSSL can read";
  }
  const VerifyHandle verify(X509_STORE_CTX_new());
  X509* leaf = SSL_get0_peer_certificate(ssl);
  if (leaf == nullptr ||
      X509_STORE_CTX_init(verify.get(), store.get(), leaf, SSL_get_peer_cert_chain(ssl)) != 1) {
    return "the server sent no certificate";
  }
  X509_STORE_CTX_set_default(verify.get(), "ssl_server");
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(verify.get()),
                                   SSL_get_security_level(ssl));
  if (X509_verify_cert(verify.get()) == 1) {
    return {};
  }
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(verify.get()));
}

bool name_matches(SSL* ssl, const std::string& name) {
  X509* leaf = SSL_get0_peer_certificate(ssl);
  if (leaf == nullptr || name.empty()) {
    return false;
  }
  // libpq takes a '*' only as a whole first label (fe-secure-common.c).
  return is_address(name) ? X509_check_ip_asc(leaf, name.c_str(), 0) == 1
                          : X509_check_host(leaf, name.data(), name.size(),
                                            X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
}

struct Trust {
  bool has_ca = false;
  std::string chain_fault;
  bool name_matches = false;
};

ModeOutcome outcome(dsn::SslMode mode, bool succeeds, Literal why, std::string detail = {}) {
  return {.mode = mode, .succeeds = succeeds, .why = why, .detail = std::move(detail)};
}

// A server with TLS. libpq verifies the chain in every mode once the CA file exists
// (initialize_SSL); only verify-full checks the name.
ModeOutcome with_tls(dsn::SslMode mode, const Trust& trust, bool direct) {
  constexpr Literal kPlain("in plaintext, if the server's pg_hba.conf lets it");
  if (mode <= dsn::SslMode::kPrefer && direct) {
    return outcome(mode, false, "sslnegotiation=direct needs require or more");
  }
  if (mode <= dsn::SslMode::kAllow) {
    return outcome(mode, true, kPlain);
  }
  if (!trust.has_ca) {
    return mode <= dsn::SslMode::kRequire
               ? outcome(mode, true, "encrypted, the server is not verified")
               : outcome(mode, false, "needs a CA file: give --ca");
  }
  if (!trust.chain_fault.empty()) {
    return mode == dsn::SslMode::kPrefer
               ? outcome(mode, true, kPlain, trust.chain_fault)
               : outcome(mode, false, "the chain is refused", trust.chain_fault);
  }
  if (mode == dsn::SslMode::kVerifyFull) {
    return trust.name_matches ? outcome(mode, true, "encrypted, CA and name verified")
                              : outcome(mode, false, "the certificate is for another name");
  }
  return outcome(mode, true, "encrypted, CA verified");
}

void judge_plaintext(Probe& probe) {
  probe.answer = Answer::kPlaintextOnly;
  probe.failure = Literal("the server has TLS turned off");
  for (const dsn::SslMode mode : kModes) {
    probe.modes.push_back(mode <= dsn::SslMode::kPrefer
                              ? outcome(mode, true, "in plaintext")
                              : outcome(mode, false, "the server has no TLS"));
  }
}

// The answer to SSLRequest: 'S', 'N', or an error.
Result<bool> request_tls(const Wire& wire) {
  if (!wire.send(kSslRequest)) {
    return failure("the connection broke off");
  }
  const Result<char> answer = wire.receive();
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  if (*answer != 'S' && *answer != 'N') {
    return failure("the server's answer is not Postgres");
  }
  return *answer == 'S';
}

void look(SSL* ssl, Probe& probe) {
  probe.answer = Answer::kTls;
  probe.protocol = SSL_get_version(ssl);
  const unsigned char* alpn = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &length);
  for (unsigned int i = 0; i < length; ++i) {
    probe.alpn += static_cast<char>(alpn[i]);
  }
  probe.alpn = printable(probe.alpn, 255);
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    probe.chain.push_back(seen(*sk_X509_value(chain, i)));
  }
}

void try_tls(const Wire& wire, const Endpoint& endpoint, const std::string& ca_file, Probe& probe) {
  const ContextHandle context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) {
    probe.failure = Literal("OpenSSL cannot be used");
    return;
  }
  const SslHandle ssl = new_session(context.get(), endpoint, wire.fd());
  const Result<bool> done = ssl == nullptr ? Result<bool>(failure("OpenSSL cannot be used"))
                                           : shake_hands(ssl.get(), wire);
  ERR_clear_error();
  if (!done) {
    probe.failure = done.error().message;
    return;
  }
  look(ssl.get(), probe);
  if (endpoint.direct && probe.alpn != "postgresql") {
    // fe-secure-openssl.c, open_client_SSL: direct TLS without ALPN is refused.
    probe.failure = Literal("direct TLS, but the server did not choose ALPN postgresql");
  }
  Trust trust{.has_ca = !ca_file.empty()};
  if (trust.has_ca) {
    trust.chain_fault = chain_fault(ssl.get(), ca_file);
  }
  trust.name_matches = name_matches(ssl.get(), endpoint.name);
  for (const dsn::SslMode mode : kModes) {
    probe.modes.push_back(probe.failure.empty() ? with_tls(mode, trust, endpoint.direct)
                                                : outcome(mode, false, "no ALPN"));
  }
  SSL_shutdown(ssl.get());
  ERR_clear_error();
}

}  // namespace

Probe probe(const Endpoint& endpoint, const std::string& ca_file,
            std::chrono::milliseconds timeout) {
  Probe probe;
  const Result<Wire> wire = Wire::connect(endpoint.address, endpoint.port, Clock::now() + timeout);
  if (!wire) {
    probe.failure = wire.error().message;
    return probe;
  }
  const Result<bool> has_tls = endpoint.direct ? Result<bool>(true) : request_tls(*wire);
  if (!has_tls) {
    probe.failure = has_tls.error().message;
  } else if (*has_tls) {
    try_tls(*wire, endpoint, ca_file, probe);
  } else {
    judge_plaintext(probe);
  }
  return probe;
}

}  // namespace postern::explain_dsn
