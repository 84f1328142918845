#include "dsn/provider.h"

#include <array>
#include <string>

#include "dsn/text.h"

namespace postern::dsn {
namespace {

using enum Verification;

constexpr Provider kAwsRds{
    "aws-rds",
    "Amazon RDS",
    kFull,
    false,
    "Use the RDS bundle global-bundle.pem (or the regional one) as sslrootcert with verify-full.",
    "The authority rds-ca-2019 expired in August 2024."};
constexpr Provider kAwsAurora{
    "aws-aurora",
    "Amazon Aurora",
    kFull,
    false,
    "Use the RDS bundle global-bundle.pem (or the regional one) as sslrootcert with verify-full.",
    "The authority rds-ca-2019 expired in August 2024."};
constexpr Provider kAwsRdsProxy{
    "aws-rds-proxy",
    "Amazon RDS Proxy",
    kFull,
    true,
    "RDS Proxy has a certificate of Amazon's public authorities: use the system's trust store, not "
    "the RDS bundle.",
    {}};
constexpr Provider kCloudSql{
    "gcp-cloudsql",
    "Cloud SQL",
    kCaOnly,
    false,
    "Use the instance's server-ca.pem as sslrootcert with verify-ca; the certificate names "
    "project:instance, so verify-full mostly fails.",
    {}};
constexpr Provider kCloudSqlProxy{
    "gcp-cloudsql-auth-proxy",
    "Cloud SQL Auth Proxy",
    kByProxy,
    false,
    "The Auth Proxy does the TLS; leave sslmode out or off behind it.",
    {}};
constexpr Provider kAzure{
    "azure-flexible",
    "Azure Database for PostgreSQL",
    kFull,
    false,
    "Use DigiCert Global Root G2 and Microsoft RSA Root Certificate Authority 2017 together as "
    "sslrootcert with verify-full.",
    "Intermediate certificates rotate: never pin them."};
constexpr Provider kSupabase{
    "supabase",
    "Supabase",
    kFull,
    false,
    "Download the project's CA certificate (prod-ca-2021.crt) and use it as sslrootcert with "
    "verify-full.",
    "The direct host has only IPv6 addresses; port 6543 is a pooler in transaction mode."};
constexpr Provider kNeon{"neon",
                         "Neon",
                         kFull,
                         true,
                         "Neon has public certificates: use verify-full with the system's trust "
                         "store.",
                         "Neon routes by SNI: keep sslsni on."};
constexpr Provider kCrunchyBridge{
    "crunchy-bridge",
    "Crunchy Bridge",
    kFull,
    false,
    "Download the team's CA certificate and use it as sslrootcert with verify-full.",
    "The console's URL has no sslmode: add one."};
constexpr Provider kAiven{"aiven",
                          "Aiven",
                          kFull,
                          false,
                          "Download the project's CA certificate and use it as sslrootcert with "
                          "verify-full.",
                          "The CA rotates: trust the old and the new one together."};
constexpr Provider kDigitalOcean{
    "digitalocean",
    "DigitalOcean",
    kFull,
    false,
    "Download the cluster's CA certificate and use it as sslrootcert with verify-full.",
    "Port 25061 is a pooler."};
constexpr Provider kHeroku{"heroku",
                           "Heroku Postgres",
                           kNone,
                           false,
                           "Heroku's certificates are self-signed: sslmode=require is the most it "
                           "offers.",
                           {}};
constexpr Provider kRender{"render",
                           "Render",
                           kNone,
                           false,
                           "Use sslmode=require for the external host name.",
                           "The internal name dpg-...-a resolves only inside Render."};
constexpr Provider kTimescale{
    "timescale-tiger",
    "Tiger Cloud (Timescale)",
    kFull,
    true,
    "Tiger Cloud has public certificates: use verify-full with the "
    "system's trust store.",
    "The certificate is self-signed for the first half hour of a service."};
constexpr Provider kYugabyte{"yugabyte-aeon",
                             "YugabyteDB Aeon",
                             kFull,
                             false,
                             "Download the cluster's root.crt and use it as sslrootcert with "
                             "verify-full.",
                             {}};
constexpr Provider kCockroach{"cockroachdb",
                              "CockroachDB Cloud",
                              kFull,
                              false,
                              "Download the cluster's root.crt and use it as sslrootcert with "
                              "verify-full.",
                              {}};
constexpr Provider kPlanetScale{"planetscale",
                                "PlanetScale",
                                kFull,
                                true,
                                "Use sslmode=verify-full with sslrootcert=system (libpq 16 or "
                                "newer).",
                                "Port 6432 is a pooler in transaction mode."};
constexpr Provider kRailway{"railway",
                            "Railway",
                            kNone,
                            false,
                            "Railway's certificates are self-signed: sslmode=require is the most "
                            "it offers.",
                            "Names under railway.internal resolve only inside Railway."};
constexpr Provider kIbm{"ibm-cloud",
                        "IBM Cloud Databases",
                        kFull,
                        false,
                        "Download the deployment's CA certificate and add it as sslrootcert with "
                        "verify-full.",
                        "The console's string names no sslrootcert."};
constexpr Provider kFly{"fly",
                        "Fly Managed Postgres",
                        kNone,
                        false,
                        "Fly's private network encrypts; the database has no verifiable "
                        "certificate.",
                        {}};

struct Suffix {
  std::string_view suffix;
  const Provider* provider;
};

// Sorted by nothing but need: a more special suffix stands before a more general one.
constexpr std::array<Suffix, 24> kSuffixes{{
    {".sql.goog", &kCloudSql},
    {".sql-psa.goog", &kCloudSql},
    {".postgres.database.azure.com", &kAzure},
    {".supabase.co", &kSupabase},
    {".pooler.supabase.com", &kSupabase},
    {".neon.tech", &kNeon},
    {".db.postgresbridge.com", &kCrunchyBridge},
    {".aivencloud.com", &kAiven},
    {".db.ondigitalocean.com", &kDigitalOcean},
    {".compute-1.amazonaws.com", &kHeroku},
    {"-postgres.render.com", &kRender},
    {".tsdb.cloud.timescale.com", &kTimescale},
    {".tsdb.forge.timescale.com", &kTimescale},
    {".yugabyte.cloud", &kYugabyte},
    {".cockroachlabs.cloud", &kCockroach},
    {".psdb.cloud", &kPlanetScale},
    {".proxy.rlwy.net", &kRailway},
    {".railway.internal", &kRailway},
    {".databases.appdomain.cloud", &kIbm},
    {".flympg.net", &kFly},
    {".postgres.database.chinacloudapi.cn", &kAzure},
    {".postgres.database.usgovcloudapi.net", &kAzure},
    {".rds.amazonaws.com", &kAwsRds},
    {".rds.amazonaws.com.cn", &kAwsRds},
}};

/// The second label tells what answers: name.proxy-<id>, name.cluster-<id>, name.cluster-ro-<id>,
/// name.cluster-custom-<id>, or name.<id> of a plain instance.
const Provider* rds_kind(std::string_view host) {
  if (host.find(".proxy-") != std::string_view::npos) {
    return &kAwsRdsProxy;
  }
  return host.find(".cluster-") != std::string_view::npos ? &kAwsAurora : &kAwsRds;
}

bool is_render_internal(std::string_view host) {
  return host.starts_with("dpg-") && host.ends_with("-a") &&
         host.find('.') == std::string_view::npos;
}

}  // namespace

const Provider* provider_of(std::string_view host) {
  if (host.starts_with("/cloudsql/")) {
    return &kCloudSqlProxy;
  }
  constexpr std::size_t kLongestName = 255;
  if (host.empty() || host.size() > kLongestName || host.front() == '/') {
    return nullptr;
  }
  const std::string name = lowered(host.ends_with('.') ? host.substr(0, host.size() - 1) : host);
  for (const Suffix& suffix : kSuffixes) {
    if (name.ends_with(suffix.suffix)) {
      return suffix.provider == &kAwsRds ? rds_kind(name) : suffix.provider;
    }
  }
  return is_render_internal(name) ? &kRender : nullptr;
}

const Provider* provider_of(const Dsn& dsn) {
  for (const Host& host : dsn.hosts) {
    if (const Provider* provider = provider_of(host.name.expose())) {
      return provider;
    }
  }
  return nullptr;
}

// The providers' documents on connection pooling: Supabase 6543, DigitalOcean 25061, Azure and
// PlanetScale 6432, and Neon's host names ending in -pooler.
Pooling pooling_of(const Host& host) {
  const Provider* provider = provider_of(host.name.expose());
  if (provider == nullptr) {
    return Pooling::kSession;
  }
  const std::optional<int> port = integer_from_text(host.port.expose());
  const std::string_view first = std::string_view(host.name.expose());
  const bool pooled = (provider == &kSupabase && port == 6543) ||
                      (provider == &kDigitalOcean && port == 25061) ||
                      ((provider == &kAzure || provider == &kPlanetScale) && port == 6432) ||
                      (provider == &kNeon && first.substr(0, first.find('.')).ends_with("-pooler"));
  return pooled ? Pooling::kTransaction : Pooling::kSession;
}

}  // namespace postern::dsn
