#include <string_view>

#include "dsn/dialect.h"
#include "dsn/mode_table.h"

namespace postern::dsn {
namespace {

/// The value in force of a parameter that libpq does not know.
const std::string* foreign_value(const Dsn& dsn, std::string_view keyword) {
  const std::string* found = nullptr;
  for (const Parameter& parameter : dsn.parameters) {
    if (parameter.key == Key::kNone && parameter.keyword.view() == keyword) {
      found = &parameter.value.expose();  // the last one wins
    }
  }
  return found;
}

std::string_view mode_text(const Dsn& dsn) {
  const Sealed<std::string>* mode = dsn.value(Key::kSslmode);
  return mode == nullptr ? std::string_view() : std::string_view(mode->expose());
}

bool is_given(const Dsn& dsn) { return dsn.value(Key::kSslmode) != nullptr; }

Tls by_table(const Dsn& dsn, ModeTable table, Protection without) {
  const ModeMeaning* meaning = find_mode(table, mode_text(dsn));
  Tls tls;
  tls.protection = meaning == nullptr ? without : meaning->protection;
  if (is_given(dsn)) {
    tls.parameter = "sslmode";
    tls.setting = meaning == nullptr ? Literal() : meaning->spelling;
  }
  return tls;
}

Tls plain_libpq(const Dsn& dsn, LibpqVersion version) {
  Tls tls = by_table(dsn, libpq_modes(), Protection::kPlaintextPossible);
  if (!is_given(dsn) && effective_ssl_mode(dsn, version) == SslMode::kVerifyFull) {
    tls.protection = Protection::kVerifiedFull;
    tls.parameter = "sslrootcert";
    tls.setting = "system";
  }
  tls.ca_required = tls.protection >= Protection::kVerifiedCa;
  return tls;
}

// node-postgres: no sslmode means plaintext; uselibpqcompat=true brings libpq's meaning back.
Tls node_postgres(const Dsn& dsn, LibpqVersion version) {
  const std::string* compat = foreign_value(dsn, "uselibpqcompat");
  if (compat != nullptr && *compat == "true") {
    return plain_libpq(dsn, version);
  }
  const std::string* ssl = foreign_value(dsn, "ssl");
  const ModeMeaning* meaning =
      ssl == nullptr || is_given(dsn) ? nullptr : find_mode(node_postgres_ssl(), *ssl);
  if (meaning != nullptr) {
    return {.protection = meaning->protection, .parameter = "ssl", .setting = meaning->spelling};
  }
  return by_table(dsn, node_postgres_modes(), Protection::kPlaintext);
}

// Prisma: the mode decides whether there is TLS, sslaccept whether it is verified; the default
// accepts any certificate.
Tls prisma(const Dsn& dsn) {
  Tls tls = by_table(dsn, prisma_modes(), Protection::kPlaintextPossible);
  const std::string* accept = foreign_value(dsn, "sslaccept");
  if (accept != nullptr && *accept == "strict" && tls.protection == Protection::kEncrypted) {
    tls.protection = Protection::kVerifiedFull;
    tls.parameter = "sslaccept";
    tls.setting = "strict";
  }
  return tls;
}

Tls sqlx(const Dsn& dsn) {
  const std::string* own = foreign_value(dsn, "ssl-mode");
  if (own == nullptr) {
    return by_table(dsn, sqlx_modes(), Protection::kPlaintextPossible);
  }
  const ModeMeaning* meaning = find_mode(sqlx_modes(), *own);
  return {.protection = meaning == nullptr ? Protection::kPlaintextPossible : meaning->protection,
          .parameter = "ssl-mode",
          .setting = meaning == nullptr ? Literal() : meaning->spelling,
          .ca_required = meaning != nullptr && meaning->protection >= Protection::kVerifiedCa};
}

}  // namespace

Tls libpq_tls(const Dsn& dsn, LibpqVersion version) {
  const std::string_view driver = dsn.driver.view();
  if (driver == "node-postgres" || mode_text(dsn) == "no-verify") {
    return node_postgres(dsn, version);
  }
  if (driver == "prisma") {
    return prisma(dsn);
  }
  return driver == "sqlx" ? sqlx(dsn) : plain_libpq(dsn, version);
}

}  // namespace postern::dsn
