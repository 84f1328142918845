#include "dsn/mode_table.h"

#include <array>

#include "dsn/text.h"

namespace postern::dsn {
namespace {

using enum SslMode;
using enum Protection;

// The manual's table "SSL Mode Descriptions" (libpq-ssl).
constexpr std::array<ModeMeaning, 6> kLibpq{{
    {"disable", kDisable, kPlaintext},
    {"allow", kAllow, kPlaintextPossible},
    {"prefer", kPrefer, kPlaintextPossible},
    {"require", kRequire, kEncrypted},
    {"verify-ca", kVerifyCa, kVerifiedCa},
    {"verify-full", kVerifyFull, kVerifiedFull},
}};

// asyncpg.connect, argument ssl; an underscore is taken for a hyphen (connect_utils.py, SSLMode).
constexpr std::array<ModeMeaning, 8> kAsyncpg{{
    {"disable", kDisable, kPlaintext},
    {"allow", kAllow, kPlaintextPossible},
    {"prefer", kPrefer, kPlaintextPossible},
    {"require", kRequire, kEncrypted},
    {"verify-ca", kVerifyCa, kVerifiedCa},
    {"verify_ca", kVerifyCa, kVerifiedCa},
    {"verify-full", kVerifyFull, kVerifiedFull},
    {"verify_full", kVerifyFull, kVerifiedFull},
}};

// PgJDBC, org.postgresql.jdbc.SslMode.
constexpr std::array<ModeMeaning, 6> kJdbc = kLibpq;

// Npgsql, SslMode: Prefer and Require do not validate.
constexpr std::array<ModeMeaning, 8> kNpgsql{{
    {"Disable", kDisable, kPlaintext},
    {"Allow", kAllow, kPlaintextPossible},
    {"Prefer", kPrefer, kPlaintextPossible},
    {"Require", kRequire, kEncrypted},
    {"VerifyCA", kVerifyCa, kVerifiedCa},
    {"VerifyFull", kVerifyFull, kVerifiedFull},
    {"verify-ca", kVerifyCa, kVerifiedCa},
    {"verify-full", kVerifyFull, kVerifiedFull},
}};

// pg-connection-string: everything but disable and no-verify is Node's own TLS check.
constexpr std::array<ModeMeaning, 7> kNodePostgres{{
    {"disable", kDisable, kPlaintext},
    {"allow", kAllow, kVerifiedFull},
    {"no-verify", kRequire, kEncrypted},
    {"prefer", kPrefer, kVerifiedFull},
    {"require", kRequire, kVerifiedFull},
    {"verify-ca", kVerifyCa, kVerifiedFull},
    {"verify-full", kVerifyFull, kVerifiedFull},
}};

// The same of its parameter ssl. With any other value the connection breaks off; it names no mode.
constexpr std::array<ModeMeaning, 5> kNodePostgresSsl{{
    {"true", kVerifyFull, kVerifiedFull},
    {"1", kVerifyFull, kVerifiedFull},
    {"false", kDisable, kPlaintext},
    {"0", kDisable, kPlaintext},
    {"no-verify", kRequire, kEncrypted},
}};

// Prisma's engine knows disable, prefer and require; anything else silently becomes prefer.
constexpr std::array<ModeMeaning, 6> kPrisma{{
    {"disable", kDisable, kPlaintext},
    {"allow", kPrefer, kPlaintextPossible},
    {"prefer", kPrefer, kPlaintextPossible},
    {"require", kRequire, kEncrypted},
    {"verify-ca", kPrefer, kPlaintextPossible},
    {"verify-full", kPrefer, kPlaintextPossible},
}};

// sqlx, PgSslMode: allow never tries TLS.
constexpr std::array<ModeMeaning, 6> kSqlx{{
    {"disable", kDisable, kPlaintext},
    {"allow", kAllow, kPlaintext},
    {"prefer", kPrefer, kPlaintextPossible},
    {"require", kRequire, kEncrypted},
    {"verify-ca", kVerifyCa, kVerifiedCa},
    {"verify-full", kVerifyFull, kVerifiedFull},
}};

}  // namespace

ModeTable libpq_modes() { return kLibpq; }
ModeTable asyncpg_modes() { return kAsyncpg; }
ModeTable jdbc_modes() { return kJdbc; }
ModeTable npgsql_modes() { return kNpgsql; }
ModeTable node_postgres_modes() { return kNodePostgres; }
ModeTable node_postgres_ssl() { return kNodePostgresSsl; }
ModeTable prisma_modes() { return kPrisma; }
ModeTable sqlx_modes() { return kSqlx; }

const ModeMeaning* find_mode(ModeTable table, std::string_view text, Spelling spelling) {
  for (const ModeMeaning& meaning : table) {
    const std::string_view known = meaning.spelling.view();
    if (known == text || (spelling == Spelling::kAnyCase && equals_ignoring_case(known, text))) {
      return &meaning;
    }
  }
  return nullptr;
}

}  // namespace postern::dsn
