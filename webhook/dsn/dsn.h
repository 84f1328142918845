// One connection string, parsed: what libpq (or the declared driver) would make of it.
// Guarantees that every part of the text is sealed, and that a fault says where without the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sealed.h"
#include "base/speakable.h"
#include "dsn/libpq_version.h"
#include "dsn/parameters.h"
#include "dsn/ssl_mode.h"
#include "dsn/tls.h"

namespace postern::dsn {

/// The longest string that is looked at, in bytes (a Secret may hold 1 MiB in total).
inline constexpr std::size_t kMaximumLength = 64U * 1024U;

/// Which grammar the text declares by its scheme or key style.
enum class Form : std::uint8_t { kUri, kKeyword, kOther };

[[nodiscard]] constexpr Literal to_text(Form form) {
  switch (form) {
    case Form::kUri:
      return "uri";
    case Form::kKeyword:
      return "keyword";
    case Form::kOther:
      return "other";
  }
  return "other";
}

enum class Dialect : std::uint8_t { kLibpq, kSqlAlchemy, kJdbc, kNpgsql };

[[nodiscard]] constexpr Literal to_text(Dialect dialect) {
  switch (dialect) {
    case Dialect::kLibpq:
      return "libpq";
    case Dialect::kSqlAlchemy:
      return "SQLAlchemy";
    case Dialect::kJdbc:
      return "JDBC";
    case Dialect::kNpgsql:
      return "Npgsql";
  }
  return "libpq";
}

/// Where in the string something is; the only thing about a faulty string that may be shown.
enum class Component : std::uint8_t {
  kString,
  kScheme,
  kUser,
  kPassword,
  kHost,
  kHostAddress,
  kPort,
  kDatabase,
  kQuery,
  kParameter,
};

[[nodiscard]] Literal to_text(Component component);

/// Half-open range of byte offsets into the text as given.
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(ByteRange, ByteRange) = default;
};

/// Why libpq refuses the string, at parse or at connect time.
struct Fault {
  Component component = Component::kString;
  Sentence reason;  // complete, speakable: "port 2 is not a number"
  ByteRange range;
  bool at_connect = false;       // false: the parse fails; true: PQconnectStart fails
  bool unknown_keyword = false;  // a parameter that libpq does not know (dsn-unknown-parameter)
  Literal driver = {};           // a driver that knows the keyword or value all the same
};

/// One host as libpq pairs host, hostaddr and port (fe-connect.c, pqConnectOptions2).
struct Host {
  Sealed<std::string> name;     // "" is the default socket unless address is set
  Sealed<std::string> address;  // hostaddr, the TCP destination when not empty
  Sealed<std::string> port;     // never empty: "5432" when not given
};

/// One parameter as it was written; the last of a keyword is in force.
struct Parameter {
  Key key = Key::kNone;         // what it sets; kNone when libpq does not know it
  Literal keyword;              // from a table; empty when nobody knows it
  Literal alias;                // "ssl" or "requiressl" where libpq translated one into sslmode
  Literal driver;               // the driver that understands it, where libpq does not
  Sealed<std::string> written;  // the keyword as written, where it differs from `keyword`
  Sealed<std::string> value;    // decoded; of an alias, the sslmode it stands for
  ByteRange range;              // of the value as written
  bool in_force = true;         // false: a later one with the same meaning replaced it
};

struct Dsn {
  Form form = Form::kOther;
  Dialect dialect = Dialect::kLibpq;
  Literal driver;  // "psycopg", "asyncpg", ... where the scheme or a parameter names it
  /// Why the driver of `dialect` refuses it. An unknown keyword stands here only when nothing
  /// else is wrong, and the rest of the string is read as if it were absent.
  std::optional<Fault> fault;
  /// Faults that only some paths meet: the port of a later host, met on failover, and
  /// connect_timeout, which PQconnectdb reads and PQconnectStart does not.
  std::vector<Fault> latent_faults;
  std::vector<Host> hosts;            // empty when the parse failed
  std::vector<Parameter> parameters;  // user, password, dbname of a URI included, in written order
  std::optional<SslMode> ssl_mode;    // explicit and in force (ssl=true counts as require)
  Tls tls;                            // effective, as the driver reads it
  /// Where a part of the password went because a reserved character in it was not encoded.
  std::optional<Component> spilled_password;

  /// The value in force of a libpq keyword, or nullptr. An empty value counts as given.
  [[nodiscard]] const Sealed<std::string>* value(std::string_view keyword) const;
  [[nodiscard]] const Sealed<std::string>* value(Key key) const;
  [[nodiscard]] bool has_password() const;
  /// No fault at parse and at connect time, in the string's own dialect.
  [[nodiscard]] bool valid() const { return !fault.has_value(); }
  /// PQconninfoParse takes it: no fault but one at connect time, and no unknown keyword.
  [[nodiscard]] bool parses() const;
};

/// Reads a connection string exactly as given (no trimming), libpq's grammar as `version` has it.
/// Linear in its length; never throws for any input. A string longer than kMaximumLength has a
/// fault.
[[nodiscard]] Dsn parse(std::string_view text, LibpqVersion version = kNewestLibpq);

/// The same for a string of any dialect as libpq itself would read it.
[[nodiscard]] Dsn parse_as_libpq(std::string_view text, LibpqVersion version = kNewestLibpq);

/// The mode libpq uses when none is given: prefer, or verify-full for sslrootcert=system.
[[nodiscard]] SslMode effective_ssl_mode(const Dsn& dsn, LibpqVersion version = kNewestLibpq);

/// The oldest release that reads the string as kNewestLibpq does: its newest parameter, or 16 for
/// sslrootcert=system.
[[nodiscard]] LibpqVersion required_version(const Dsn& dsn);

}  // namespace postern::dsn
