#include "explain_dsn/outcomes.h"

#include <array>
#include <utility>

namespace postern::explain_dsn {
namespace {

constexpr std::array kModes{dsn::SslMode::kDisable,  dsn::SslMode::kAllow,
                            dsn::SslMode::kPrefer,   dsn::SslMode::kRequire,
                            dsn::SslMode::kVerifyCa, dsn::SslMode::kVerifyFull};

ModeOutcome outcome(dsn::SslMode mode, bool succeeds, Literal why, std::string detail = {}) {
  return {.mode = mode, .succeeds = succeeds, .why = why, .detail = std::move(detail)};
}

template <typename Judge>
std::vector<ModeOutcome> each_mode(const Judge& judge) {
  std::vector<ModeOutcome> outcomes;
  outcomes.reserve(kModes.size());
  for (const dsn::SslMode mode : kModes) {
    outcomes.push_back(judge(mode));
  }
  return outcomes;
}

// libpq verifies the chain in every mode once the CA file exists (fe-secure-openssl.c,
// initialize_SSL); only verify-full checks the name.
ModeOutcome with_tls(dsn::SslMode mode, const Trust& trust, Negotiation negotiation) {
  constexpr Literal kPlain("in plaintext, if the server's pg_hba.conf lets it");
  if (mode <= dsn::SslMode::kPrefer && negotiation == Negotiation::kDirect) {
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

}  // namespace

std::vector<ModeOutcome> outcomes_with_tls(const Trust& trust, Negotiation negotiation) {
  return each_mode([&](dsn::SslMode mode) { return with_tls(mode, trust, negotiation); });
}

std::vector<ModeOutcome> outcomes_without_tls() {
  return each_mode([](dsn::SslMode mode) {
    return mode <= dsn::SslMode::kPrefer ? outcome(mode, true, "in plaintext")
                                         : outcome(mode, false, "the server has no TLS");
  });
}

std::vector<ModeOutcome> outcomes_without_alpn() {
  return each_mode([](dsn::SslMode mode) { return outcome(mode, false, "no ALPN"); });
}

}  // namespace postern::explain_dsn
