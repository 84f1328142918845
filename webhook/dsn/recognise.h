// Which values count as connection strings, and what stands around them.
// Guarantees that a value that is none costs a few comparisons.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dsn/dsn.h"

namespace postern::dsn {

/// Why a value counts as a connection string.
enum class Sign : std::uint8_t {
  kScheme,       // postgres://, postgresql+driver://, jdbc:postgresql: (any case)
  kKeywordText,  // libpq's keyword form: all keywords known, two of host, hostaddr, dbname, user
  kNpgsql,       // Npgsql's keyword form
  kDeclaredKey,  // nothing but the name of its key
};

/// What was around the string, and is not a part of it.
struct Wrapping {
  bool whitespace = false;
  bool quotes = false;
  [[nodiscard]] bool any() const { return whitespace || quotes; }
};

struct Candidate {
  Sign sign = Sign::kScheme;
  std::string_view text;  // into the value, without the wrapping
  Wrapping wrapping;
};

enum class KeyRole : std::uint8_t { kAnyKey, kDeclaredDsn };

/// The connection string that a whole value is; nullopt when it is none.
[[nodiscard]] std::optional<Candidate> recognise(std::string_view value,
                                                 KeyRole role = KeyRole::kAnyKey);

/// The text begins with a Postgres scheme, any case, `jdbc:` and `+driver` included.
[[nodiscard]] bool has_scheme(std::string_view text);

/// The value is base64 of a connection string that `recognise` would take by itself.
[[nodiscard]] bool is_base64_of_dsn(std::string_view value);

/// The rest of "--flag=..." or "NAME=..." over a whole argument; the argument itself otherwise.
[[nodiscard]] std::string_view without_argument_prefix(std::string_view argument);

/// Every URI inside other text, each cut at the first blank, quote or bracket that ends it.
[[nodiscard]] std::vector<std::string_view> embedded_uris(std::string_view text);

}  // namespace postern::dsn
