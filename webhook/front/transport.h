// The bytes of one connection: a non-blocking socket, with TLS or without.
// Guarantees that no call blocks and that the socket is closed exactly once.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "front/file_descriptor.h"

namespace postern::front {

enum class Io : std::uint8_t { kDone, kWantRead, kWantWrite, kClosed };

class Transport {
 public:
  explicit Transport(FileDescriptor socket) : socket_(std::move(socket)) {}

  [[nodiscard]] int fd() const { return socket_.get(); }

  /// One step of the server's side of the handshake; kDone when it is complete.
  [[nodiscard]] Io handshake(SSL_CTX& context);

  /// After a handshake that failed because the client speaks HTTP without TLS: drops TLS, so that
  /// it can be told. False, and no change, when it failed for another reason.
  [[nodiscard]] bool fall_back_to_plain();

  /// Reads some bytes; `count` is above 0 exactly when the result is kDone.
  [[nodiscard]] Io read(std::span<char> room, std::size_t& count);

  /// Writes some bytes; `count` is above 0 exactly when the result is kDone.
  [[nodiscard]] Io write(std::string_view bytes, std::size_t& count);

  /// Whether bytes were taken from the socket that read() has not handed out: epoll will not
  /// announce these.
  [[nodiscard]] bool has_pending() const;

  /// Says that nothing more will be written (close_notify, FIN).
  void finish();

  /// Reads and forgets bytes of the socket, below TLS.
  [[nodiscard]] Io discard(std::span<char> scratch, std::size_t& count);

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  [[nodiscard]] Io reason(int result) const;
  [[nodiscard]] Io receive(std::span<char> room, std::size_t& count) const;

  FileDescriptor socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool http_without_tls_ = false;
};

}  // namespace postern::front
