// Whether a name, of an object or of a key, speaks of a database.
// Guarantees to look at whole words only: "pg-ca" does, "upgrade-ca" does not.
#pragma once

#include <cstdint>
#include <string_view>

namespace postern::kube {

/// Ordered: of several words the greatest tells most ("mysql-db" is no Postgres).
enum class DatabaseName : std::uint8_t {
  kNone,
  kDatabase,  // some database: db, database
  kOther,     // another engine: MySQL, MongoDB, Redis, ...
  kPostgres,  // Postgres, or a provider of it
};

/// Words are separated by '-', '_', '.' and '/', any case.
[[nodiscard]] DatabaseName database_name(std::string_view name);

}  // namespace postern::kube
