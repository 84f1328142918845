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
#include "dsn/ssl_mode.h"

namespace postern::dsn {

/// The longest string that is looked at, in bytes (a Secret may hold 1 MiB in total).
inline constexpr std::size_t kMaximumLength = 64U * 1024U;

/// Which grammar the text declares by its scheme or key style.
enum class Form : std::uint8_t { kUri, kKeyword, kOther };

enum class Dialect : std::uint8_t { kLibpq, kSqlAlchemy, kJdbc, kNpgsql };

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

/// Half-open range of byte offsets into the text as given.
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(ByteRange, ByteRange) = default;
};

/// Why libpq refuses the string, at parse or at connect time.
struct Fault {
  Component component = Component::kString;
  Sentence reason;                // complete, speakable: "port 2 is not a number"
  ByteRange range;
  bool at_connect = false;        // false: the parse fails; true: PQconnectStart fails
  bool unknown_keyword = false;   // a parameter that libpq does not know (dsn-unknown-parameter)
};

/// One host as libpq pairs host, hostaddr and port (fe-connect.c, pqConnectOptions2).
struct Host {
  Sealed<std::string> name;     // "" is the default socket unless address is set
  Sealed<std::string> address;  // hostaddr, the TCP destination when not empty
  Sealed<std::string> port;     // never empty: "5432" when not given
};

/// One parameter as it was written; the last of a keyword is in force.
struct Parameter {
  Literal keyword;              // from the table; empty when unknown
  Sealed<std::string> written;  // the keyword as written (an unknown one may be secret text)
  Sealed<std::string> value;
  ByteRange range;
  bool in_force = true;         // false: a later one with the same meaning replaced it
};

struct Dsn {
  Form form = Form::kOther;
  Dialect dialect = Dialect::kLibpq;
  Literal driver;  // "psycopg", "asyncpg", ... where the scheme or a parameter names it
  std::optional<Fault> fault;
  std::vector<Host> hosts;
  std::vector<Parameter> parameters;  // user, password, dbname of a URI included, in written order
  std::optional<SslMode> ssl_mode;    // explicit and in force (ssl=true counts as require)

  /// The value in force of a libpq keyword, or nullptr. An empty value counts as given.
  [[nodiscard]] const Sealed<std::string>* value(std::string_view keyword) const;
  [[nodiscard]] bool has_password() const;
  /// No fault at parse and at connect time.
  [[nodiscard]] bool valid() const { return !fault.has_value(); }
};

/// Reads a connection string exactly as given (no trimming). Linear in its length; never throws
/// for any input. A string longer than kMaximumLength has a fault.
[[nodiscard]] Dsn parse(std::string_view text);

}  // namespace postern::dsn
