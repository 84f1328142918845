#include <array>
#include <string>
#include <utility>

#include "dsn/dialect.h"
#include "dsn/mode_table.h"
#include "dsn/parse_uri.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

struct Driver {
  Literal name;
  bool is_libpq;  // hands its keywords to libpq
};

// SQLAlchemy's documentation, "PostgreSQL: DBAPI Support".
constexpr std::array<Driver, 7> kDrivers{{
    {"psycopg", true},
    {"psycopg_async", true},
    {"psycopg2", true},
    {"psycopg2cffi", true},
    {"aiopg", true},
    {"asyncpg", false},
    {"pg8000", false},
}};

const Driver* find_driver(std::string_view name) {
  for (const Driver& driver : kDrivers) {
    if (driver.name.view() == name) {
      return &driver;
    }
  }
  return nullptr;
}

/// What a "host=" before this one left in the query; the host before the path is not joined.
const std::string* earlier_in_query(const Draft& draft, Key key) {
  const std::size_t begin = draft.range(key).begin;
  return begin > 0 && draft.text()[begin - 1] == '=' ? draft.value(key) : nullptr;
}

// SQLAlchemy's multi-host form is host=name:port, once for each host (dialects/postgresql/base.py,
// _split_multihost_from_url).
void store_host(Draft& draft, std::string value, ByteRange range) {
  const std::size_t colon = value.rfind(':');
  std::string port;
  if (colon != std::string::npos && value.find(':') == colon &&
      integer_from_text(std::string_view(value).substr(colon + 1))) {
    port = value.substr(colon + 1);
    value.resize(colon);
  }
  if (const std::string* hosts = earlier_in_query(draft, Key::kHost)) {
    const std::string* ports = earlier_in_query(draft, Key::kPort);
    port = (ports == nullptr ? std::string() : *ports) + ',' + port;
    value = *hosts + ',' + value;
  }
  if (!port.empty()) {
    draft.store(Key::kPort, std::move(port), range);
  }
  draft.store(Key::kHost, std::move(value), range);
}

void store_for_libpq(Draft& draft, std::string_view keyword, std::string value, ByteRange range) {
  if (keyword == "host") {
    store_host(draft, std::move(value), range);
  } else {
    draft.store(keyword, std::move(value), range);
  }
}

// asyncpg.connect takes ssl, and no sslmode (a TypeError at the first connection).
void store_for_asyncpg(Draft& draft, std::string_view keyword, std::string value, ByteRange range) {
  if (keyword == "host") {
    store_host(draft, std::move(value), range);
    return;
  }
  if (keyword == "ssl") {
    draft.store(Key::kSslmode, std::move(value), range, keyword);
    return;
  }
  if (keyword == "sslmode") {
    draft.fail_at_connect(Component::kParameter,
                          Literal("asyncpg has no parameter sslmode; it takes ssl, as in "
                                  "ssl=verify-full"),
                          range);
    return;
  }
  const DriverParameter* own = find_driver_parameter(keyword);
  draft.store_own(own == nullptr ? Literal() : own->keyword, keyword, std::move(value), range);
}

void store_as_given(Draft& draft, std::string_view keyword, std::string value, ByteRange range) {
  draft.store_own({}, keyword, std::move(value), range);
}

void judge(Draft& draft, ModeTable table) {
  Dsn& dsn = draft.dsn();
  const std::string* given = draft.value(Key::kSslmode);
  if (given == nullptr) {
    return;
  }
  dsn.tls.parameter =
      &table.front() == &asyncpg_modes().front() ? Literal("ssl") : Literal("sslmode");
  const ModeMeaning* meaning = find_mode(table, *given);
  if (meaning == nullptr) {
    draft.fail_at_connect(Component::kParameter,
                          Literal("the TLS mode is none that the driver knows"),
                          draft.range(Key::kSslmode));
    return;
  }
  dsn.ssl_mode = meaning->mode;
  dsn.tls.protection = meaning->protection;
  dsn.tls.setting = meaning->spelling;
  dsn.tls.ca_required = meaning->protection >= Protection::kVerifiedCa;
}

}  // namespace

void read_sqlalchemy(Draft& draft, std::string_view scheme) {
  Dsn& dsn = draft.dsn();
  dsn.form = Form::kUri;
  dsn.dialect = Dialect::kSqlAlchemy;
  const Driver* driver = find_driver(scheme);
  dsn.driver = driver == nullptr ? Literal() : driver->name;

  // '#' is a character like any other: make_url() knows no fragment (sqlalchemy/engine/url.py,
  // _parse_url: database [^?]*, query .*).
  UriGrammar grammar;
  grammar.slash_in_password = true;
  grammar.plus_is_space = true;      // urllib.parse.parse_qsl
  grammar.keeps_bad_escapes = true;  // urllib.parse.unquote
  grammar.bare_keywords = true;
  grammar.ssl_true_is_require = false;
  const bool is_libpq = driver == nullptr || driver->is_libpq;
  const bool is_asyncpg = !is_libpq && driver->name == Literal("asyncpg");
  grammar.store = is_libpq ? store_for_libpq : is_asyncpg ? store_for_asyncpg : store_as_given;
  read_uri_form(draft, draft.text().find("://") + 3, grammar);
  if (!draft.parsed()) {
    return;
  }
  resolve_hosts(draft);
  if (is_libpq) {
    check_connect(draft);
  } else {
    check_port_numbers(draft);
  }
  judge(draft, is_asyncpg ? asyncpg_modes() : libpq_modes());
}

}  // namespace postern::dsn
