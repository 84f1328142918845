#include <algorithm>

#include "rules/ca_value.h"
#include "rules/catalog_entries.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

using x509::Role;

bool is_weak(const x509::Certificate& certificate) {
  return certificate.weak_key || certificate.weak_signature;
}

void check(const CaValue& found, const Context&, Reporter& report) {
  const x509::CaBundle& bundle = found.bundle;
  if (bundle.certificates.empty() || bundle.damaged || bundle.truncated) {
    return;  // secret-ca-not-pem says so
  }
  if (bundle.count(Role::kSelfSignedLeaf) > 0 && bundle.count(Role::kAuthority) == 0) {
    // OpenSSL accepts a self-signed certificate as the anchor of itself (x509_vfy.c, build_chain).
    report
        .at(found.path,
            "the CA bundle holds a server's self-signed certificate, which verifies "
            "that server only")
        .action = Action::kWarn;
    return;
  }
  if (bundle.count(Role::kAuthority) == 0) {
    report.at(found.path, "no certificate in the CA bundle can act as a certificate authority");
    return;
  }
  const bool strong =
      std::ranges::any_of(bundle.certificates, [](const x509::Certificate& certificate) {
        return certificate.role == Role::kAuthority && !is_weak(certificate);
      });
  if (!strong) {
    report
        .at(found.path,
            "every authority in the CA bundle has a key or signature that OpenSSL "
            "refuses by default")
        .action = Action::kWarn;
  }
}

}  // namespace

constexpr Rule secret_ca_not_ca{
    .id = "secret-ca-not-ca",
    .title = "CA bundle without a certificate authority",
    .why =
        "A server's own certificate is no trust anchor: OpenSSL looks for the authority that "
        "signed it, so verify-ca and verify-full fail.",
    .hint =
        "Store the certificate of the authority that signed the server's certificate, as the "
        "provider publishes it.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db-ca}
stringData:
  ca.crt: |
    -----BEGIN CERTIFICATE-----
    MIIBOTCB4aADAgECAggBnDdf1f8M/jAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9F
    eGFtcGxlIFJvb3QgQ0EwIBcNMjAwMTAxMDAwMDAwWhgPMjExOTEyMzEwMDAwMDBa
    MBkxFzAVBgNVBAMMDmRiLmV4YW1wbGUubmV0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
    AQcDQgAEBHlZU1ToU4PjPwXd6A6adrREPKVoieNPG1B/FRUAmZy9GwwbsQXD8bwf
    OXde5NtxEUzxdaHzlKhnd4iJuZXbNKMQMA4wDAYDVR0TAQH/BAIwADAKBggqhkjO
    PQQDAgNHADBEAiBrkSrQdflhBUU9V6ziKCqE31cip8s/m85sbxF9oy9IIgIgV2de
    GScb/0pEbG8fU3C45yJ3CSN2c3jCMkje7//NqUA=
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
