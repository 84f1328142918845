// The grammars and TLS meanings of the drivers that do not read strings as libpq does.
// Guarantees that callers see one neutral Tls and never branch on a driver.
#pragma once

#include <string_view>

#include "dsn/draft.h"

namespace postern::dsn {

/// Reads a string whose scheme or key style declares a dialect other than libpq's, and says
/// whether it did.
bool read_dialect(Draft& draft);

/// Npgsql's key style: "Host=...;Database=...", judged by its first keys only.
[[nodiscard]] bool looks_like_npgsql(std::string_view text);

void read_sqlalchemy(Draft& draft, std::string_view scheme);  // sqlalchemy.cpp
void read_jdbc(Draft& draft, std::size_t begin);              // jdbc.cpp
void read_npgsql(Draft& draft);                               // npgsql.cpp

/// The TLS of a plain string: libpq's, or that of the driver one of its parameters names.
[[nodiscard]] Tls libpq_tls(const Dsn& dsn, LibpqVersion version);  // driver_tls.cpp

}  // namespace postern::dsn
