#include <array>
#include <string>
#include <utility>

#include "dsn/dialect.h"
#include "dsn/mode_table.h"
#include "dsn/parse_uri.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

struct Property {
  Literal name;
  Key key = Key::kNone;
};

// PgJDBC, org.postgresql.PGProperty; those with a libpq counterpart carry its key.
constexpr auto kProperties = std::to_array<Property>({
    {"user", Key::kUser},
    {"password", Key::kPassword},
    {"sslmode", Key::kSslmode},
    {"sslrootcert", Key::kSslrootcert},
    {"sslcert", Key::kSslcert},
    {"sslkey", Key::kSslkey},
    {"sslpassword", Key::kSslpassword},
    {"sslNegotiation", Key::kSslnegotiation},
    {"channelBinding", Key::kChannelBinding},
    {"options", Key::kOptions},
    {"ApplicationName", Key::kApplicationName},
    {"gssEncMode", Key::kGssencmode},
    {"targetServerType", Key::kTargetSessionAttrs},
    {"loadBalanceHosts", Key::kLoadBalanceHosts},
    {"connectTimeout", Key::kConnectTimeout},
    {"service", Key::kService},
    {"ssl"},
    {"sslfactory"},
    {"sslhostnameverifier"},
    {"sslfactoryarg"},
    {"prepareThreshold"},
    {"preparedStatementCacheQueries"},
    {"preferQueryMode"},
    {"currentSchema"},
});

void store_property(Draft& draft, std::string_view name, std::string value, ByteRange range) {
  for (const Property& property : kProperties) {
    if (property.name.view() != name) {
      continue;
    }
    if (property.key == Key::kNone) {
      draft.store_own(property.name, name, std::move(value), range);
    } else {
      draft.store(property.key, std::move(value), range, name);
    }
    return;
  }
  // The driver hands unknown properties to the server or ignores them.
  draft.store_own({}, name, std::move(value), range);
}

const std::string* own_value(const Dsn& dsn, std::string_view name) {
  const std::string* found = nullptr;
  for (const Parameter& parameter : dsn.parameters) {
    if (parameter.key == Key::kNone && parameter.keyword.view() == name) {
      found = &parameter.value.expose();
    }
  }
  return found;
}

// The factory decides about the chain, the mode about TLS at all and about the name
// (org.postgresql.ssl.MakeSSL): LibPQFactory, the default, follows the mode.
void judge_factory(Dsn& dsn) {
  const std::string* factory = own_value(dsn, "sslfactory");
  if (factory == nullptr) {
    return;
  }
  if (factory->ends_with("NonValidatingFactory") && dsn.tls.protection > Protection::kEncrypted) {
    dsn.tls = {.protection = Protection::kEncrypted,
               .parameter = "sslfactory",
               .setting = "NonValidatingFactory"};
  }
  // Java's own trust store, or the certificate in sslfactoryarg.
  const bool verifies = factory->ends_with(".DefaultJavaSSLFactory") ||
                        factory->ends_with(".SingleCertValidatingFactory");
  if (verifies) {
    dsn.tls.ca_required = false;
    dsn.tls.protection =
        dsn.tls.protection == Protection::kEncrypted ? Protection::kVerifiedCa : dsn.tls.protection;
  }
}

// org.postgresql.jdbc.SslMode.of: without sslmode, ssl=true (or a bare ssl) means verify-full and
// anything else prefer; sslmode is read in any case.
void judge_tls(Draft& draft) {
  Dsn& dsn = draft.dsn();
  if (const std::string* mode = draft.value(Key::kSslmode)) {
    const ModeMeaning* meaning = find_mode(jdbc_modes(), *mode, Spelling::kAnyCase);
    dsn.tls.parameter = "sslmode";
    if (meaning == nullptr) {
      draft.fail_at_connect(Component::kParameter,
                            Literal("the value of sslmode is none that PgJDBC knows"),
                            draft.range(Key::kSslmode));
      return;
    }
    dsn.ssl_mode = meaning->mode;
    dsn.tls.protection = meaning->protection;
    dsn.tls.setting = meaning->spelling;
  } else if (const std::string* ssl = own_value(dsn, "ssl");
             ssl != nullptr && (ssl->empty() || equals_ignoring_case(*ssl, "true"))) {
    dsn.ssl_mode = SslMode::kVerifyFull;
    dsn.tls = {.protection = Protection::kVerifiedFull, .parameter = "ssl", .setting = "true"};
  }
  dsn.tls.ca_required = dsn.tls.protection >= Protection::kVerifiedCa;
  judge_factory(dsn);
}

}  // namespace

// "jdbc:postgresql://host:port,.../database?...", "jdbc:postgresql:database", with localhost as
// the default host (org.postgresql.Driver.parseURL).
void read_jdbc(Draft& draft, std::size_t begin) {
  Dsn& dsn = draft.dsn();
  dsn.form = Form::kUri;
  dsn.dialect = Dialect::kJdbc;
  dsn.driver = "jdbc";
  UriGrammar grammar;
  grammar.user_info = false;
  grammar.plus_is_space = true;  // java.net.URLDecoder
  grammar.bare_keywords = true;
  grammar.ssl_true_is_require = false;
  grammar.store = store_property;
  if (draft.text().substr(begin).starts_with("//")) {
    read_uri_form(draft, begin + 2, grammar);
  } else {
    const std::size_t query = std::min(draft.text().find('?', begin), draft.text().size());
    draft.store(Key::kDbname, std::string(draft.text().substr(begin, query - begin)),
                {begin, query});
    read_uri_form(draft, query, grammar);
  }
  if (!draft.parsed()) {
    return;
  }
  resolve_hosts(draft);
  for (Host& host : dsn.hosts) {
    if (host.name.expose().empty()) {
      host.name = Sealed(std::string("localhost"));
    }
  }
  check_port_numbers(draft);  // org.postgresql.Driver.parseURL
  judge_tls(draft);
}

}  // namespace postern::dsn
