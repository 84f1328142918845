// What each driver's TLS modes mean, as data.
// Guarantees that every mode a table names is compile-time text.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "dsn/ssl_mode.h"
#include "dsn/tls.h"

namespace postern::dsn {

struct ModeMeaning {
  Literal spelling;
  SslMode mode;  // the nearest one of libpq
  Protection protection;
};

using ModeTable = std::span<const ModeMeaning>;

[[nodiscard]] ModeTable libpq_modes();
[[nodiscard]] ModeTable asyncpg_modes();
[[nodiscard]] ModeTable jdbc_modes();
[[nodiscard]] ModeTable npgsql_modes();
[[nodiscard]] ModeTable node_postgres_modes();
[[nodiscard]] ModeTable node_postgres_ssl();
[[nodiscard]] ModeTable prisma_modes();
[[nodiscard]] ModeTable sqlx_modes();

enum class Spelling : bool { kExact, kAnyCase };

/// nullptr when the driver does not know the mode.
[[nodiscard]] const ModeMeaning* find_mode(ModeTable table, std::string_view text,
                                           Spelling spelling = Spelling::kExact);

}  // namespace postern::dsn
