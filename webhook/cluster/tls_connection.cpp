#include "cluster/tls_connection.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <algorithm>
#include <cstring>

#include "cluster/tls_settings.h"

namespace postern::cluster {
namespace {

// cpp-httplib matches the status line with a regular expression, whose stack grows with the line.
constexpr std::size_t kLongestStatusLine = 512;
constexpr std::size_t kEnded = std::string_view::npos;

using IpHandle = std::unique_ptr<ASN1_OCTET_STRING, x509::Free<ASN1_OCTET_STRING_free>>;

bool is_address(const std::string& host) {
  const IpHandle address(a2i_IPADDRESS(host.c_str()));
  ERR_clear_error();
  return address != nullptr;
}

// What OpenSSL must find in the certificate, and the name to ask for.
bool expect_name(SSL* session, std::string name) {
  if (is_address(name)) {
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name.c_str()) == 1;
  }
  SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  // SSL_set_tlsext_host_name without its old-style cast; the name is copied.
  return SSL_set1_host(session, name.c_str()) == 1 &&
         SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) ==
             1;
}

}  // namespace

Outcome<std::unique_ptr<TlsConnection>> TlsConnection::open(const Access& access,
                                                            net::Clock::time_point deadline) {
  Outcome<ContextHandle> context = make_context(access);
  if (!context) {
    return tl::unexpected(context.error());
  }
  Result<net::Wire> wire = net::Wire::connect(access.host, access.port, deadline);
  if (!wire) {
    return fault(net::Clock::now() < deadline ? Refusal::kUnreachable : Refusal::kTooLate,
                 "the API server cannot be reached: {}", wire.error().message);
  }
  std::unique_ptr<TlsConnection> connection(
      new TlsConnection(*std::move(wire), *std::move(context)));
  const Outcome<void> done =
      connection->shake_hands(access.server_name.empty() ? access.host : access.server_name);
  ERR_clear_error();
  if (!done) {
    return tl::unexpected(done.error());
  }
  return connection;
}

Outcome<void> TlsConnection::shake_hands(const std::string& name) {
  session_.reset(SSL_new(context_.get()));
  if (session_ == nullptr || SSL_set_fd(session_.get(), wire_.fd()) != 1 ||
      !expect_name(session_.get(), name)) {
    return fault(Refusal::kConfiguration, "OpenSSL refuses the API server's name");
  }
  int result = SSL_connect(session_.get());
  while (result != 1 && wait(result)) {
    result = SSL_connect(session_.get());
  }
  if (result == 1) {
    return {};
  }
  if (trouble_ == Trouble::kTooLate) {
    return fault(Refusal::kTooLate, "the TLS handshake with the API server was not done in time");
  }
  const long verified = SSL_get_verify_result(session_.get());
  if (verified != X509_V_OK) {
    // OpenSSL's own text, which quotes nothing.
    return fault(Refusal::kUnreachable, "the API server's certificate is refused: {}",
                 Name(X509_verify_cert_error_string(verified)));
  }
  return fault(Refusal::kUnreachable, "the TLS handshake with the API server failed");
}

// Until the socket is ready for what `result` of a call on the session asks for; false when nothing
// more is to come.
bool TlsConnection::wait(int result) {
  const int error = SSL_get_error(session_.get(), result);
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
    return false;
  }
  if (!wire_.wait(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT)) {
    trouble_ = Trouble::kTooLate;
    return false;
  }
  return true;
}

// 0 at the end of the peer's data, -1 when it is cut off.
ssize_t TlsConnection::fill() {
  ERR_clear_error();
  const auto size = static_cast<int>(buffer_.size());
  int count = SSL_read(session_.get(), buffer_.data(), size);
  while (count <= 0 && wait(count)) {
    count = SSL_read(session_.get(), buffer_.data(), size);
  }
  if (count <= 0) {
    return SSL_get_error(session_.get(), count) == SSL_ERROR_ZERO_RETURN ? 0 : -1;
  }
  buffered_ = {buffer_.data(), static_cast<std::size_t>(count)};
  return count;
}

ssize_t TlsConnection::read(char* to, std::size_t size) {
  if (buffered_.empty()) {
    if (const ssize_t filled = fill(); filled <= 0) {
      return filled;
    }
  }
  const std::size_t count = std::min({size, buffered_.size(), std::max<std::size_t>(left_, 1)});
  if (count > left_) {
    trouble_ = Trouble::kTooLong;
    return -1;
  }
  std::memcpy(to, buffered_.data(), count);
  if (first_line_ != kEnded) {
    const std::string_view part = buffered_.substr(0, count);
    first_line_ = part.find('\n') == std::string_view::npos ? first_line_ + count : kEnded;
    if (first_line_ != kEnded && first_line_ > kLongestStatusLine) {
      trouble_ = Trouble::kTooLong;
      return -1;
    }
  }
  buffered_.remove_prefix(count);
  left_ -= count;
  return static_cast<ssize_t>(count);
}

ssize_t TlsConnection::write(const char* from, std::size_t size) {
  ERR_clear_error();
  const int length = static_cast<int>(std::min<std::size_t>(size, 1U << 20U));
  int count = SSL_write(session_.get(), from, length);
  while (count <= 0 && wait(count)) {
    count = SSL_write(session_.get(), from, length);
  }
  return count <= 0 ? -1 : count;
}

void TlsConnection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

void TlsConnection::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace postern::cluster
