// What each sslmode of libpq ends in at a server that was seen.
// Guarantees an outcome for every mode, in the order of the modes.
#pragma once

#include <string>
#include <vector>

#include "base/speakable.h"
#include "dsn/ssl_mode.h"

namespace postern::explain_dsn {

struct ModeOutcome {
  dsn::SslMode mode = dsn::SslMode::kDisable;
  bool succeeds = false;
  Literal why;
  std::string detail;  // OpenSSL's reason for a refused chain; its own fixed texts
};

/// How the server's certificate stands against the CA that the user gave.
struct Trust {
  bool has_ca = false;
  std::string chain_fault;  // empty: the chain is good
  bool name_matches = false;
};

enum class Negotiation : bool { kPostgres, kDirect };

[[nodiscard]] std::vector<ModeOutcome> outcomes_with_tls(const Trust& trust,
                                                         Negotiation negotiation);

[[nodiscard]] std::vector<ModeOutcome> outcomes_without_tls();

/// Direct TLS with a server that chose no protocol: every mode fails.
[[nodiscard]] std::vector<ModeOutcome> outcomes_without_alpn();

}  // namespace postern::explain_dsn
