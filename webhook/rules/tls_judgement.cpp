#include "rules/tls_judgement.h"

#include <algorithm>
#include <array>

#include "dsn/provider.h"
#include "dsn/target.h"

namespace postern::rules {
namespace {

struct DriverAdvice {
  std::string_view driver;
  Literal hint;
};

// Drivers whose own parameters do what sslmode and sslrootcert do for libpq.
constexpr std::array<DriverAdvice, 6> kDriverAdvice{{
    {"node-postgres",
     "Set sslmode=verify-full and sslrootcert=<path of the provider's CA bundle>: node-postgres "
     "uses plaintext without sslmode, no-verify skips every check, and uselibpqcompat=true makes "
     "require unverified."},
    {"jdbc",
     "Set sslmode=verify-full and sslrootcert=<path of the provider's CA bundle>; with "
     "sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory Java's own trust store is used."},
    {"prisma",
     "Set sslmode=require, sslaccept=strict and sslcert=<path of the provider's CA bundle>: Prisma "
     "reads the verifying modes as prefer."},
    {"asyncpg",
     "Set ssl=verify-full, and name the provider's CA bundle in the variable PGSSLROOTCERT."},
    {"npgsql", "Set SSL Mode=VerifyFull and Root Certificate=<path of the provider's CA bundle>."},
    {"sqlx", "Set ssl-mode=verify-full and ssl-root-cert=<path of the provider's CA bundle>."},
}};

const std::string& dialled(const dsn::Host& host) {
  const std::string& address = host.address.expose();
  return address.empty() ? host.name.expose() : address;
}

bool is_named_by_policy(const std::string& host, const policy::TlsPolicy& tls) {
  return !host.empty() && std::ranges::any_of(tls.hosts, [&](const policy::HostMinimum& entry) {
    return entry.matches(host);
  });
}

}  // namespace

bool is_judgeable(const dsn::Dsn& dsn) {
  const bool readable = !dsn.fault || dsn.fault->unknown_keyword || !dsn.fault->driver.empty();
  return readable && dsn.form != dsn::Form::kOther && !dsn.spilled_password;
}

bool demands_tls(const dsn::Host& host, const Context& context) {
  const policy::TlsPolicy& tls = context.policy.tls;
  return !tls.allows_plaintext(dsn::target_of(host, tls.targets)) &&
         !tls.allows_plaintext_to(dialled(host));
}

bool demands_tls(const dsn::Dsn& dsn, const Context& context) {
  return std::ranges::any_of(dsn.hosts,
                             [&](const dsn::Host& host) { return demands_tls(host, context); });
}

bool is_verifiable(const dsn::Dsn& dsn, const Context& context) {
  return std::ranges::any_of(dsn.hosts, [&](const dsn::Host& host) {
    if (!demands_tls(host, context) ||
        dsn::target_of(host, context.policy.tls.targets) != dsn::Target::kExternal) {
      return false;
    }
    const dsn::Provider* provider = dsn::provider_of(host.name.expose());
    return provider == nullptr || provider->verification != dsn::Verification::kNone;
  });
}

std::optional<dsn::SslMode> minimum_of(const dsn::Dsn& dsn, const Context& context) {
  const policy::TlsPolicy& tls = context.policy.tls;
  std::optional<dsn::SslMode> greatest;
  for (const dsn::Host& host : dsn.hosts) {
    const std::string& name = host.name.expose().empty() ? dialled(host) : host.name.expose();
    if (!demands_tls(host, context) && !is_named_by_policy(name, tls)) {
      continue;
    }
    const dsn::SslMode minimum = tls.minimum_for(name);
    greatest = greatest ? std::max(*greatest, minimum) : minimum;
  }
  return greatest;
}

dsn::Protection protection_of(dsn::SslMode mode) {
  switch (mode) {
    case dsn::SslMode::kDisable:
      return dsn::Protection::kPlaintext;
    case dsn::SslMode::kAllow:
    case dsn::SslMode::kPrefer:
      return dsn::Protection::kPlaintextPossible;
    case dsn::SslMode::kRequire:
      return dsn::Protection::kEncrypted;
    case dsn::SslMode::kVerifyCa:
      return dsn::Protection::kVerifiedCa;
    case dsn::SslMode::kVerifyFull:
      return dsn::Protection::kVerifiedFull;
  }
  return dsn::Protection::kPlaintext;
}

Sentence tls_advice(const dsn::Dsn& dsn, Literal otherwise) {
  const auto driver = std::ranges::find(kDriverAdvice, dsn.driver.view(), &DriverAdvice::driver);
  const dsn::Provider* provider = dsn::provider_of(dsn);
  if (driver != kDriverAdvice.end()) {
    return provider == nullptr
               ? Sentence(driver->hint)
               : say("{} For {}: {}", driver->hint, provider->name, provider->certificate);
  }
  if (provider == nullptr) {
    return otherwise;
  }
  return provider->caution.empty() ? Sentence(provider->certificate)
                                   : say("{} {}", provider->certificate, provider->caution);
}

}  // namespace postern::rules
