#include "rules/ca_value.h"
#include "rules/catalog_entries.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

using x509::Validity;

struct Tally {
  std::size_t expired = 0;
  std::size_t soon = 0;
  std::size_t not_yet = 0;
  std::size_t all = 0;
};

Tally tally(const x509::CaBundle& bundle, const Context& context) {
  const std::chrono::days soon(context.policy.certificates.warn_before_days);
  Tally counted{.all = bundle.certificates.size()};
  for (const x509::Certificate& certificate : bundle.certificates) {
    switch (certificate.validity(context.now, soon)) {
      case Validity::kExpired:
        ++counted.expired;
        break;
      case Validity::kExpiresSoon:
        ++counted.soon;
        break;
      case Validity::kNotYet:
        ++counted.not_yet;
        break;
      case Validity::kValid:
        break;
    }
  }
  return counted;
}

void check(const CaValue& found, const Context& context, Reporter& report) {
  const Tally counted = tally(found.bundle, context);
  if (counted.all == 0) {
    return;
  }
  if (counted.expired == counted.all) {
    report.at(found.path, "every certificate in the CA bundle has expired");
  } else if (counted.expired + counted.not_yet == counted.all) {
    report.at(found.path,
              "no certificate in the CA bundle is valid now: {} expired, {} not valid "
              "yet",
              Count(counted.expired), Count(counted.not_yet));
  } else if (counted.expired > 0) {
    report
        .at(found.path, "{} of {} certificates in the CA bundle have expired",
            Count(counted.expired), Count(counted.all))
        .action = Action::kWarn;
  } else if (counted.soon > 0) {
    report
        .at(found.path, "{} of {} certificates in the CA bundle expire within {} days",
            Count(counted.soon), Count(counted.all),
            Count(static_cast<std::uint64_t>(context.policy.certificates.warn_before_days)))
        .action = Action::kWarn;
  }
}

}  // namespace

constexpr Rule secret_ca_expired{
    .id = "secret-ca-expired",
    .title = "Expired CA bundle",
    .why =
        "When every authority in the bundle has expired, no server certificate can be verified "
        "and each new connection fails. One that has expired beside valid ones does no harm, "
        "but says that the bundle is old.",
    .hint =
        "Download the provider's current bundle; keep the old and the new authority together "
        "while servers rotate.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db-ca}
stringData:
  ca.crt: |
    -----BEGIN CERTIFICATE-----
    MIIBOTCB4aADAgECAggH59BQIm3YMzAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5F
    eGFtcGxlIE9sZCBDQTAeFw0xNDAxMDEwMDAwMDBaFw0yNDA4MjIwMDAwMDBaMBkx
    FzAVBgNVBAMMDkV4YW1wbGUgT2xkIENBMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
    QgAEuTDJBfblSAwZIhC7RaZt4XoEE9utJDVC2Brt0ZktxKC0DDEnwLHRiJ8adHQ1
    QbvNHkOJbCMbvQ8pVv4UtZZNVqMTMBEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjO
    PQQDAgNHADBEAiBSRbGaZ63qbPVRp3+VSh7jaNm8we8ghlXX/7NzcQ19qAIgMNuu
    sQEJEeIDjYmaEKO6O0Ja4by4+akWEzh62LUdy14=
    -----END CERTIFICATE-----
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db-ca}
stringData:
  ca.crt: |
    -----BEGIN CERTIFICATE-----
    MIIBPzCB5aADAgECAggD/HmjAcGyGDAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9F
    eGFtcGxlIFJvb3QgQ0EwIBcNMjAwMTAxMDAwMDAwWhgPMjExOTEyMzEwMDAwMDBa
    MBoxGDAWBgNVBAMMD0V4YW1wbGUgUm9vdCBDQTBZMBMGByqGSM49AgEGCCqGSM49
    AwEHA0IABHuYWynAaEOtPH02I1uDs3yf1oM0P5OjlHkDwvkHZMxhfVXeuPabfjIJ
    wb6iKCeO7ez1v2jxiB5ZGE3oE3luUI+jEzARMA8GA1UdEwEB/wQFMAMBAf8wCgYI
    KoZIzj0EAwIDSQAwRgIhAPKfreQzvomf/IjJWYTiujSwu09GoHGNWTdOECBvAgEY
    AiEAuPBZbxkISrTA6E0GpsM94vrfEppNrCWhVC+jOaSzwzs=
    -----END CERTIFICATE-----
)",
    .action = Action::kDeny,
    .on_ca_value = check,
};

}  // namespace postern::rules
