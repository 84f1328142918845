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
#include "explain_dsn/outcomes.h"
#include "explain_dsn/seen_certificate.h"

namespace postern::explain_dsn {

/// Where and how to connect to one host.
struct Endpoint {
  std::string name;     // what a certificate must name; empty when only an address is given
  std::string address;  // what is dialled
  std::string port;
  bool socket = false;       // a unix socket: there is no TLS to try
  bool direct = false;       // sslnegotiation=direct: TLS from the first byte
  bool names_itself = true;  // sslsni is not 0: TLS tells the server which name is meant
};

/// The endpoints of a string; an error when its driver refuses it, or when a part of its password
/// may stand in a host: it would be looked up in DNS.
[[nodiscard]] Result<std::vector<Endpoint>> endpoints_of(const dsn::Dsn& dsn);

enum class Answer : std::uint8_t { kNone, kTls, kPlaintextOnly };

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
