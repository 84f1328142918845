#include "explain_dsn/probe.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>

#include <array>
#include <string_view>

#include "base/utf8.h"
#include "explain_dsn/trust.h"
#include "net/wire.h"
#include "x509/openssl_handles.h"

namespace postern::explain_dsn {
namespace {

using net::Clock;
using net::Wire;
using x509::Free;
using ContextHandle = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using SslHandle = std::unique_ptr<SSL, Free<SSL_free>>;

// Length 8, then the code 80877103 (PostgreSQL documentation, 55.7, SSLRequest).
constexpr std::string_view kSslRequest("\x00\x00\x00\x08\x04\xd2\x16\x2f", 8);

// fe-secure-openssl.c, initialize_SSL: SNI unless the host is an address or sslsni is off, and
// ALPN "postgresql".
SslHandle new_session(SSL_CTX* context, const Endpoint& endpoint, int fd) {
  constexpr std::array<unsigned char, 11> kAlpn{10,  'p', 'o', 's', 't', 'g',
                                                'r', 'e', 's', 'q', 'l'};
  SslHandle ssl(SSL_new(context));
  if (ssl == nullptr || SSL_set_fd(ssl.get(), fd) != 1 ||
      SSL_set_alpn_protos(ssl.get(), kAlpn.data(), kAlpn.size()) != 0) {
    return nullptr;
  }
  if (endpoint.names_itself && !endpoint.name.empty() && !is_address(endpoint.name)) {
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
  const Negotiation negotiation = endpoint.direct ? Negotiation::kDirect : Negotiation::kPostgres;
  probe.modes = probe.failure.empty()
                    ? outcomes_with_tls(trust_in(ssl.get(), endpoint.name, ca_file), negotiation)
                    : outcomes_without_alpn();
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
    probe.answer = Answer::kPlaintextOnly;
    probe.failure = Literal("the server has TLS turned off");
    probe.modes = outcomes_without_tls();
  }
  return probe;
}

}  // namespace postern::explain_dsn
