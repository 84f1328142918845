#include "rules/ca_value.h"
#include "rules/catalog_entries.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const CaValue& found, const Context&, Reporter& report) {
  if (found.bundle.has_private_key) {
    report.at(found.path, "the CA bundle contains a private key");
  }
}

}  // namespace

constexpr Rule secret_ca_private_key{
    .id = "secret-ca-private-key",
    .title = "Private key in a CA bundle",
    .why =
        "A bundle is copied to every client. Whoever reads it can issue certificates in the "
        "name of the authority, or pose as the server, and libpq does not complain.",
    .hint = "Store the certificates alone, and replace the key: it has been handed out.",
    .bad = R"(apiVersion: v1
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
    -----BEGIN PRIVATE KEY-----
    bm90IGEgcmVhbCBrZXksIGFuIGV4YW1wbGU=
    -----END PRIVATE KEY-----
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
