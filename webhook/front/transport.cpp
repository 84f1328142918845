#include "front/transport.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <cerrno>

namespace postern::front {
namespace {

Io reason_of_errno() { return errno == EAGAIN || errno == EINTR ? Io::kWantRead : Io::kClosed; }

}  // namespace

Io Transport::reason(int result) const {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Io::kWantRead;
    case SSL_ERROR_WANT_WRITE:
      return Io::kWantWrite;
    default:  // the peer's end, a reset, a protocol error: nothing can follow
      return Io::kClosed;
  }
}

Io Transport::handshake(SSL_CTX& context) {
  // SSL_get_error looks at the thread's error queue, so it must be empty before every operation.
  ERR_clear_error();
  if (!ssl_) {
    ssl_.reset(SSL_new(&context));
    if (!ssl_ || SSL_set_fd(ssl_.get(), socket_.get()) != 1) {
      return Io::kClosed;
    }
    SSL_set_accept_state(ssl_.get());
  }
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) {
    return Io::kDone;
  }
  // OpenSSL knows a request line when it sees one, and sends no alert then.
  http_without_tls_ = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
  return reason(result);
}

bool Transport::fall_back_to_plain() {
  if (http_without_tls_) {
    ssl_.reset();
  }
  return http_without_tls_;
}

Io Transport::receive(std::span<char> room, std::size_t& count) const {
  const ssize_t result = ::recv(socket_.get(), room.data(), room.size(), 0);
  if (result < 0) {
    return reason_of_errno();
  }
  count = static_cast<std::size_t>(result);
  return result > 0 ? Io::kDone : Io::kClosed;
}

Io Transport::read(std::span<char> room, std::size_t& count) {
  count = 0;
  if (!ssl_) {
    return receive(room, count);
  }
  ERR_clear_error();
  const int result = SSL_read_ex(ssl_.get(), room.data(), room.size(), &count);
  return result == 1 ? Io::kDone : reason(result);
}

Io Transport::write(std::string_view bytes, std::size_t& count) {
  count = 0;
  if (ssl_) {
    ERR_clear_error();
    const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
    return result == 1 ? Io::kDone : reason(result);
  }
  const ssize_t result = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (result < 0) {
    return reason_of_errno() == Io::kClosed ? Io::kClosed : Io::kWantWrite;
  }
  count = static_cast<std::size_t>(result);
  return Io::kDone;
}

bool Transport::has_pending() const { return ssl_ && SSL_has_pending(ssl_.get()) == 1; }

void Transport::finish() {
  if (ssl_) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
  }
  ::shutdown(socket_.get(), SHUT_WR);
}

Io Transport::discard(std::span<char> scratch, std::size_t& count) {
  count = 0;
  return receive(scratch, count);
}

}  // namespace postern::front
