#include "kube/database_name.h"

#include <algorithm>
#include <array>

#include "dsn/text.h"

namespace postern::kube {
namespace {

// Clouds that sell much besides databases (aws, azure, gcp, ibm) are not among the providers: a CA
// named after one of them is mostly a proxy's.
constexpr std::array<std::string_view, 28> kPostgres = {
    "pg",        "pgsql",       "postgres", "postgresql",  "rds",          "aurora",    "cloudsql",
    "alloydb",   "cnpg",        "pgo",      "patroni",     "spilo",        "pgbouncer", "pgpool",
    "supabase",  "neon",        "crunchy",  "aiven",       "digitalocean", "heroku",    "render",
    "timescale", "timescaledb", "yugabyte", "cockroachdb", "planetscale",  "railway",   "flympg"};

constexpr std::array<std::string_view, 2> kDatabase = {"db", "database"};

constexpr std::array<std::string_view, 18> kOther = {
    "mysql",     "mariadb", "mongo",         "mongodb",    "redis",      "valkey",
    "cassandra", "scylla",  "elasticsearch", "opensearch", "mssql",      "sqlserver",
    "oracle",    "kafka",   "couchdb",       "influxdb",   "clickhouse", "neo4j"};

template <std::size_t kSize>
bool contains(const std::array<std::string_view, kSize>& words, std::string_view word) {
  return std::ranges::any_of(
      words, [&](std::string_view known) { return dsn::equals_ignoring_case(known, word); });
}

// "pg15" and "postgres16" are Postgres; "db2" is another engine, so only Postgres' words lose them.
std::string_view without_version(std::string_view word) {
  while (!word.empty() && dsn::is_digit(word.back())) {
    word.remove_suffix(1);
  }
  return word;
}

DatabaseName name_of(std::string_view word) {
  if (contains(kPostgres, without_version(word))) {
    return DatabaseName::kPostgres;
  }
  if (contains(kOther, word)) {
    return DatabaseName::kOther;
  }
  return contains(kDatabase, word) ? DatabaseName::kDatabase : DatabaseName::kNone;
}

}  // namespace

DatabaseName database_name(std::string_view name) {
  constexpr std::string_view kSeparators = "-_./";
  DatabaseName best = DatabaseName::kNone;
  while (!name.empty()) {
    const std::size_t end = name.find_first_of(kSeparators);
    best = std::max(best, name_of(name.substr(0, end)));
    name = end == std::string_view::npos ? std::string_view() : name.substr(end + 1);
  }
  return best;
}

}  // namespace postern::kube
