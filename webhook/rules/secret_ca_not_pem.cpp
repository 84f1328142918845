#include "rules/ca_value.h"
#include "rules/catalog_entries.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

using x509::Content;

Literal hint_for(Content content) {
  switch (content) {
    case Content::kDer:
      return "Convert it with openssl x509 -inform der -in FILE and store the PEM text.";
    case Content::kPkcs7:
      return "Convert it with openssl pkcs7 -print_certs -in FILE and store the PEM text.";
    case Content::kPkcs12:
      return "Export the certificates alone with openssl pkcs12 -cacerts -nokeys -in FILE and "
             "store "
             "the PEM text.";
    case Content::kHtml:
      return "Download the certificate file itself and check it with openssl x509 -noout -subject; "
             "the address answered with a web page.";
    case Content::kBase64OfPem:
      return "Encode the PEM text once, or write it as plain text under stringData.";
    case Content::kBareBase64:
      return "Put the lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE----- around it.";
    case Content::kMisplacedPem:
      return "Write real line breaks and begin each line at its first column, in YAML as a block "
             "scalar (|).";
    case Content::kCertificates:
    case Content::kEmpty:
    case Content::kTooLarge:
    case Content::kPrivateKey:
    case Content::kOtherPem:
    case Content::kDamagedPem:
    case Content::kOther:
      return secret_ca_not_pem.hint;
  }
  return secret_ca_not_pem.hint;
}

void check(const CaValue& found, const Context&, Reporter& report) {
  const x509::CaBundle& bundle = found.bundle;
  if (bundle.content != Content::kCertificates) {
    report.at(found.path, "the CA bundle is {} instead of PEM certificates", bundle.content).hint =
        hint_for(bundle.content);
  } else if (bundle.damaged) {
    report.at(found.path, "certificate {} of the CA bundle is damaged, so none of it is read",
              Count(bundle.certificates.size() + 1));
  } else if (bundle.truncated) {
    report.at(found.path, "the CA bundle has more than {} certificates",
              Count(x509::kMaximumCertificates));
  }
}

}  // namespace

constexpr Rule secret_ca_not_pem{
    .id = "secret-ca-not-pem",
    .title = "CA bundle that holds no PEM certificate",
    .why =
        "libpq reads sslrootcert as PEM and nothing else. A DER file, a saved error page or an "
        "empty value makes every verified connection fail, and with sslmode=require the file "
        "may be skipped without a word.",
    .hint =
        "Store the provider's CA certificate as PEM text, from -----BEGIN CERTIFICATE----- to "
        "-----END CERTIFICATE-----.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db-ca}
stringData:
  ca.crt: |
    <!DOCTYPE html>
    <html><body>403 Forbidden</body></html>
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
