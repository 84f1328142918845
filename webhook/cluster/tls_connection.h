// A TLS session with the API server, as cpp-httplib reads and writes it.
// Guarantees a verified peer, one deadline for everything, and a bound on what is read.
#pragma once

#include <httplib.h>
#include <openssl/ssl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "cluster/access.h"
#include "cluster/fault.h"
#include "net/wire.h"
#include "x509/openssl_handles.h"

namespace postern::cluster {

using ContextHandle = std::unique_ptr<SSL_CTX, x509::Free<SSL_CTX_free>>;
using SessionHandle = std::unique_ptr<SSL, x509::Free<SSL_free>>;

/// The API server's heads have some 500 bytes; cpp-httplib would take any number of lines.
inline constexpr std::size_t kLongestHead = 16384;

class TlsConnection final : public httplib::Stream {
 public:
  /// Connects, shakes hands and verifies the server's certificate and name.
  [[nodiscard]] static Outcome<std::unique_ptr<TlsConnection>> open(
      const Access& access, net::Clock::time_point deadline);

  /// The answer's head has been read; at most so many bytes more.
  void expect_body(std::size_t limit) { left_ = limit; }

  /// Why reading or writing failed, when it was neither the peer's end nor broken TLS.
  enum class Trouble : std::uint8_t { kNone, kTooLate, kTooLong };
  [[nodiscard]] Trouble trouble() const { return trouble_; }

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return wire_.fd(); }

 private:
  TlsConnection(net::Wire wire, ContextHandle context)
      : wire_(std::move(wire)), context_(std::move(context)) {}

  [[nodiscard]] Outcome<void> shake_hands(const std::string& name);
  [[nodiscard]] bool wait(int result);
  [[nodiscard]] ssize_t fill();

  net::Wire wire_;
  ContextHandle context_;
  SessionHandle session_;
  std::array<char, 16384> buffer_{};  // one TLS record; cpp-httplib reads heads byte by byte
  std::string_view buffered_;
  std::size_t left_ = kLongestHead;
  std::size_t first_line_ = 0;  // bytes of it so far; npos: it has ended
  Trouble trouble_ = Trouble::kNone;
};

}  // namespace postern::cluster
