#include "dsn/parameters.h"

#include <array>

namespace postern::dsn {
namespace {

struct Entry {
  Literal keyword;
  LibpqVersion since = LibpqVersion::k14;
};

// In the order of Key. Releases: the documentation's "Parameter Key Words" of 14, 15, 16, 17, 18.
constexpr std::array<Entry, kKeyCount> kEntries{{
    {"service"},
    {"user"},
    {"password"},
    {"passfile"},
    {"channel_binding"},
    {"connect_timeout"},
    {"dbname"},
    {"host"},
    {"hostaddr"},
    {"port"},
    {"client_encoding"},
    {"options"},
    {"application_name"},
    {"fallback_application_name"},
    {"keepalives"},
    {"keepalives_idle"},
    {"keepalives_interval"},
    {"keepalives_count"},
    {"tcp_user_timeout"},
    {"sslmode"},
    {"sslcompression"},
    {"sslcert"},
    {"sslkey"},
    {"sslpassword"},
    {"sslrootcert"},
    {"sslcrl"},
    {"sslcrldir"},
    {"sslsni"},
    {"requirepeer"},
    {"ssl_min_protocol_version"},
    {"ssl_max_protocol_version"},
    {"gssencmode"},
    {"krbsrvname"},
    {"gsslib"},
    {"replication"},
    {"target_session_attrs"},
    {"require_auth", LibpqVersion::k16},
    {"sslcertmode", LibpqVersion::k16},
    {"load_balance_hosts", LibpqVersion::k16},
    {"gssdelegation", LibpqVersion::k16},
    {"sslnegotiation", LibpqVersion::k17},
    {"min_protocol_version", LibpqVersion::k18},
    {"max_protocol_version", LibpqVersion::k18},
    {"scram_client_key", LibpqVersion::k18},
    {"scram_server_key", LibpqVersion::k18},
    {"oauth_issuer", LibpqVersion::k18},
    {"oauth_client_id", LibpqVersion::k18},
    {"oauth_client_secret", LibpqVersion::k18},
    {"oauth_scope", LibpqVersion::k18},
    {"sslkeylogfile", LibpqVersion::k18},
}};

// From each driver's documentation of its connection string. A keyword that several drivers share
// stands under the one that is used most with a plain postgres:// string.
constexpr auto kDriverParameters = std::to_array<DriverParameter>({
    // Prisma: "PostgreSQL database connector", connection URL arguments.
    {"schema", "prisma"},
    {"connection_limit", "prisma"},
    {"pool_timeout", "prisma"},
    {"socket_timeout", "prisma"},
    {"pgbouncer", "prisma"},
    {"sslaccept", "prisma"},
    {"sslidentity", "prisma"},
    {"statement_cache_size", "prisma"},
    {"max_connection_lifetime", "prisma"},
    {"max_idle_connection_lifetime", "prisma"},
    {"single_use_connections", "prisma"},
    // node-postgres: pg-connection-string.
    {"uselibpqcompat", "node-postgres"},
    {"ssl", "node-postgres"},
    {"encoding", "node-postgres"},
    {"query_timeout", "node-postgres"},
    {"connectionTimeoutMillis", "node-postgres"},
    {"idleTimeoutMillis", "node-postgres"},
    // pgx and pgxpool: ParseConfig.
    {"pool_max_conns", "pgx"},
    {"pool_min_conns", "pgx"},
    {"pool_min_idle_conns", "pgx"},
    {"pool_max_conn_lifetime", "pgx"},
    {"pool_max_conn_lifetime_jitter", "pgx"},
    {"pool_max_conn_idle_time", "pgx"},
    {"pool_health_check_period", "pgx"},
    {"pool_ping_timeout", "pgx"},
    {"default_query_exec_mode", "pgx"},
    {"statement_cache_capacity", "pgx"},
    {"statement_cache_mode", "pgx"},
    {"description_cache_capacity", "pgx"},
    {"min_read_buffer_size", "pgx"},
    {"krbspn", "pgx"},
    {"tracer", "pgx"},
    // Server settings: pgx and lib/pq put them into the startup message.
    {"search_path", "pgx"},
    {"timezone", "pgx"},
    {"TimeZone", "pgx"},
    {"datestyle", "pgx"},
    {"statement_timeout", "pgx"},
    {"lock_timeout", "pgx"},
    {"idle_in_transaction_session_timeout", "pgx"},
    {"default_transaction_read_only", "pgx"},
    {"default_transaction_isolation", "pgx"},
    // lib/pq.
    {"binary_parameters", "lib/pq"},
    {"disable_prepared_binary_result", "lib/pq"},
    {"sslinline", "lib/pq"},
    // sqlx: PgConnectOptions.
    {"ssl-mode", "sqlx"},
    {"ssl-root-cert", "sqlx"},
    {"ssl-ca", "sqlx"},
    {"ssl-cert", "sqlx"},
    {"ssl-key", "sqlx"},
    {"statement-cache-capacity", "sqlx"},
    // SQLAlchemy with asyncpg.
    {"prepared_statement_cache_size", "asyncpg"},
    {"prepared_statement_name_func", "asyncpg"},
    {"async_fallback", "asyncpg"},
    {"command_timeout", "asyncpg"},
    // ActiveRecord.
    {"pool", "activerecord"},
    {"prepared_statements", "activerecord"},
    {"checkout_timeout", "activerecord"},
    {"reaping_frequency", "activerecord"},
    {"idle_timeout", "activerecord"},
    {"advisory_locks", "activerecord"},
    {"schema_search_path", "activerecord"},
    {"min_messages", "activerecord"},
    {"variables", "activerecord"},
    // Ecto.
    {"pool_size", "ecto"},
    // PgJDBC properties that slip into plain URLs.
    {"currentSchema", "jdbc"},
    {"prepareThreshold", "jdbc"},
    {"ApplicationName", "jdbc"},
    {"sslfactory", "jdbc"},
    {"socketTimeout", "jdbc"},
    {"connectTimeout", "jdbc"},
    {"loginTimeout", "jdbc"},
    {"tcpKeepAlive", "jdbc"},
    {"targetServerType", "jdbc"},
    {"reWriteBatchedInserts", "jdbc"},
});

}  // namespace

Literal keyword_of(Key key) {
  return key == Key::kNone ? Literal() : kEntries[index_of(key)].keyword;
}

LibpqVersion first_version(Key key) {
  return key == Key::kNone ? LibpqVersion::k14 : kEntries[index_of(key)].since;
}

Key find_key(std::string_view keyword) {
  for (std::size_t i = 0; i < kEntries.size(); ++i) {
    if (kEntries[i].keyword.view() == keyword) {  // compares the lengths first
      return static_cast<Key>(i);
    }
  }
  return Key::kNone;
}

const DriverParameter* find_driver_parameter(std::string_view keyword) {
  for (const DriverParameter& parameter : kDriverParameters) {
    if (parameter.keyword.view() == keyword) {
      return &parameter;
    }
  }
  return nullptr;
}

}  // namespace postern::dsn
