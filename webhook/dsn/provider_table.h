// The providers and the host names that tell them, as data for provider.cpp.
// Guarantees that a more special suffix stands before a more general one.
#pragma once

#include <array>
#include <string_view>

#include "dsn/provider.h"

namespace postern::dsn::provider_table {

using enum Verification;

inline constexpr Provider kAwsRds{
    "aws-rds",
    "Amazon RDS",
    kFull,
    false,
    "Use the RDS bundle global-bundle.pem (or the regional one) as sslrootcert with verify-full.",
    "The authority rds-ca-2019 expired in August 2024."};
inline constexpr Provider kAwsAurora{
    "aws-aurora",
    "Amazon Aurora",
    kFull,
    false,
    "Use the RDS bundle global-bundle.pem (or the regional one) as sslrootcert with verify-full.",
    "The authority rds-ca-2019 expired in August 2024."};
inline constexpr Provider kAwsRdsProxy{
    "aws-rds-proxy",
    "Amazon RDS Proxy",
    kFull,
    true,
    "RDS Proxy has a certificate of Amazon's public authorities: use the system's trust store, not "
    "the RDS bundle.",
    {}};
inline constexpr Provider kCloudSql{
    "gcp-cloudsql",
    "Cloud SQL",
    kCaOnly,
    false,
    "Use the instance's server-ca.pem as sslrootcert with verify-ca; the certificate names "
    "project:instance, so verify-full mostly fails.",
    {}};
inline constexpr Provider kCloudSqlProxy{
    "gcp-cloudsql-auth-proxy",
    "Cloud SQL Auth Proxy",
    kByProxy,
    false,
    "The Auth Proxy does the TLS; leave sslmode out or off behind it.",
    {}};
inline constexpr Provider kAzure{
    "azure-flexible",
    "Azure Database for PostgreSQL",
    kFull,
    false,
    "Use DigiCert Global Root G2 and Microsoft RSA Root Certificate Authority 2017 together as "
    "sslrootcert with verify-full.",
    "Intermediate certificates rotate: never pin them."};
inline constexpr Provider kSupabase{
    "supabase",
    "Supabase",
    kFull,
    false,
    "Download the project's CA certificate (prod-ca-2021.crt) and use it as sslrootcert with "
    "verify-full.",
    "The direct host has only IPv6 addresses; port 6543 is a pooler in transaction mode."};
inline constexpr Provider kNeon{
    "neon",
    "Neon",
    kFull,
    true,
    "Neon has public certificates: use verify-full with the system's trust "
    "store.",
    "Neon routes by SNI: keep sslsni on."};
inline constexpr Provider kCrunchyBridge{
    "crunchy-bridge",
    "Crunchy Bridge",
    kFull,
    false,
    "Download the team's CA certificate and use it as sslrootcert with verify-full.",
    "The console's URL has no sslmode: add one."};
inline constexpr Provider kAiven{
    "aiven",
    "Aiven",
    kFull,
    false,
    "Download the project's CA certificate and use it as sslrootcert with "
    "verify-full.",
    "The CA rotates: trust the old and the new one together."};
inline constexpr Provider kDigitalOcean{
    "digitalocean",
    "DigitalOcean",
    kFull,
    false,
    "Download the cluster's CA certificate and use it as sslrootcert with verify-full.",
    "Port 25061 is a pooler."};
inline constexpr Provider kHeroku{
    "heroku",
    "Heroku Postgres",
    kNone,
    false,
    "Heroku's certificates are self-signed: sslmode=require is the most it "
    "offers.",
    {}};
inline constexpr Provider kRender{"render",
                                  "Render",
                                  kNone,
                                  false,
                                  "Use sslmode=require for the external host name.",
                                  "The internal name dpg-...-a resolves only inside Render."};
inline constexpr Provider kTimescale{
    "timescale-tiger",
    "Tiger Cloud (Timescale)",
    kFull,
    true,
    "Tiger Cloud has public certificates: use verify-full with the "
    "system's trust store.",
    "The certificate is self-signed for the first half hour of a service."};
inline constexpr Provider kYugabyte{
    "yugabyte-aeon",
    "YugabyteDB Aeon",
    kFull,
    false,
    "Download the cluster's root.crt and use it as sslrootcert with "
    "verify-full.",
    {}};
inline constexpr Provider kCockroach{
    "cockroachdb",
    "CockroachDB Cloud",
    kFull,
    false,
    "Download the cluster's root.crt and use it as sslrootcert with "
    "verify-full.",
    {}};
inline constexpr Provider kPlanetScale{
    "planetscale",
    "PlanetScale",
    kFull,
    true,
    "Use sslmode=verify-full with sslrootcert=system (libpq 16 or "
    "newer).",
    "Port 6432 is a pooler in transaction mode."};
inline constexpr Provider kRailway{
    "railway",
    "Railway",
    kNone,
    false,
    "Railway's certificates are self-signed: sslmode=require is the most "
    "it offers.",
    "Names under railway.internal resolve only inside Railway."};
inline constexpr Provider kIbm{
    "ibm-cloud",
    "IBM Cloud Databases",
    kFull,
    false,
    "Download the deployment's CA certificate and add it as sslrootcert with "
    "verify-full.",
    "The console's string names no sslrootcert."};
inline constexpr Provider kFly{"fly",
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

inline constexpr std::array<Suffix, 24> kSuffixes{{
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

}  // namespace postern::dsn::provider_table
