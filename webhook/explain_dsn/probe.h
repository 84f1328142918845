// Tries the servers of a connection string: Postgres SSLRequest and a TLS handshake, no login.
// Guarantees an end within the timeout per host, and that nothing of the string is sent but the
// host's name (in DNS and TLS SNI).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "dsn/dsn.h"
#include "dsn/ssl_mode.h"

namespace postern::explain_dsn {

/// Where and how to connect to one host.
struct Endpoint {
  std::string name;     // what a certificate must name; empty when only an address is given
  std::string address;  // what is dialled
  std::string port;
  bool socket = false;  // a unix socket: there is no TLS to try
  bool direct = false;  // sslnegotiation=direct: TLS from the first byte
};

/// The endpoints of a string; an error when its driver refuses it, or when a part of its password
/// may stand in a host: it would be looked up in DNS.
[[nodiscard]] Result<std::vector<Endpoint>> endpoints_of(const dsn::Dsn& dsn);

struct SeenCertificate {
  std::string subject;
  std::string issuer;
  std::string not_after;
  std::string names;  // subject alternative names, separated by commas
};

enum class Answer : std::uint8_t { kNone, kTls, kPlaintextOnly };

struct ModeOutcome {
  dsn::SslMode mode = dsn::SslMode::kDisable;
  bool succeeds = false;
  Literal why;
  std::string detail;  // OpenSSL's reason for a refused chain; its own fixed texts
};

struct Probe {
  Answer answer = Answer::kNone;
  Sentence failure;      // why there is no TLS
  std::string protocol;  // "TLSv1.3"
  std::string alpn;      // empty: the server chose none
  std::vector<SeenCertificate> chain;
  std::vector<ModeOutcome> modes;  // every sslmode; empty when the host did not answer
};

/// `ca_file` is a PEM file, "system" for the system's trust store, or empty for none.
[[nodiscard]] Probe probe(const Endpoint& endpoint, const std::string& ca_file,
                          std::chrono::milliseconds timeout);

}  // namespace postern::explain_dsn
