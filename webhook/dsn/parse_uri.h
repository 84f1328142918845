// The reader of the URI form, for libpq and for the drivers whose URLs have the same shape.
// Guarantees libpq's reading, byte for byte, under the grammar libpq_grammar() returns.
#pragma once

#include <cstddef>

#include "dsn/draft.h"

namespace postern::dsn {

/// How a driver's URL differs from libpq's. The defaults are those of libpq before 18.
struct UriGrammar {
  bool user_info = true;            // JDBC: a name or password before '@' is not understood
  bool slash_in_password = false;   // SQLAlchemy: only '@' ends the password
  bool trims_spaces = false;        // libpq 18: see difference::kUriSpaces
  bool plus_is_space = false;       // form decoding in the query (SQLAlchemy, JDBC)
  bool keeps_bad_escapes = false;   // SQLAlchemy: a percent sign that escapes nothing is itself
  bool bare_keywords = false;       // "?ssl" without "=" is allowed (SQLAlchemy, JDBC)
  bool ssl_true_is_require = true;  // libpq only
  /// Turns a decoded keyword and value into a stored parameter.
  void (*store)(Draft&, std::string_view keyword, std::string value, ByteRange range) = nullptr;
};

[[nodiscard]] UriGrammar libpq_grammar(LibpqVersion version);

/// Reads everything after the scheme's "://", which is `begin` bytes long.
void read_uri_form(Draft& draft, std::size_t begin, const UriGrammar& grammar);

}  // namespace postern::dsn
