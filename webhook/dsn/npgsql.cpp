#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "dsn/dialect.h"
#include "dsn/mode_table.h"
#include "dsn/property_reader.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

struct Property {
  std::string_view name;  // lower case, without blanks
  Literal shown;
  Key key = Key::kNone;
};

// Npgsql's documentation, "Connection String Parameters", with the synonyms of
// NpgsqlConnectionStringBuilder. Names are read in any case and blanks inside do not count.
constexpr auto kProperties = std::to_array<Property>({
    {"host", "Host", Key::kHost},
    {"server", "Host", Key::kHost},
    {"port", "Port", Key::kPort},
    {"database", "Database", Key::kDbname},
    {"db", "Database", Key::kDbname},
    {"username", "Username", Key::kUser},
    {"userid", "Username", Key::kUser},
    {"user", "Username", Key::kUser},
    {"uid", "Username", Key::kUser},
    {"password", "Password", Key::kPassword},
    {"pwd", "Password", Key::kPassword},
    {"psw", "Password", Key::kPassword},
    {"passfile", "Passfile", Key::kPassfile},
    {"sslmode", "SSL Mode", Key::kSslmode},
    {"sslcertificate", "SSL Certificate", Key::kSslcert},
    {"sslkey", "SSL Key", Key::kSslkey},
    {"sslpassword", "SSL Password", Key::kSslpassword},
    {"rootcertificate", "Root Certificate", Key::kSslrootcert},
    {"sslnegotiation", "SSL Negotiation", Key::kSslnegotiation},
    {"channelbinding", "Channel Binding", Key::kChannelBinding},
    {"applicationname", "Application Name", Key::kApplicationName},
    {"options", "Options", Key::kOptions},
    {"searchpath", "Search Path"},
    {"trustservercertificate", "Trust Server Certificate"},
    {"checkcertificaterevocation", "Check Certificate Revocation"},
    {"pooling", "Pooling"},
    {"maxautoprepare", "Max Auto Prepare"},
    {"noresetonclose", "No Reset On Close"},
});

std::string normalised(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (!is_blank(c)) {
      out.push_back(to_lower(c));
    }
  }
  return out;
}

const Property* find_property(std::string_view name) {
  constexpr std::size_t kLongestName = 64;
  if (name.size() > kLongestName) {
    return nullptr;
  }
  const std::string wanted = normalised(name);
  for (const Property& property : kProperties) {
    if (property.name == wanted) {
      return &property;
    }
  }
  return nullptr;
}

void judge_tls(Draft& draft) {
  const std::string* mode = draft.value(Key::kSslmode);
  if (mode == nullptr) {
    return;
  }
  Dsn& dsn = draft.dsn();
  dsn.tls.parameter = "SSL Mode";
  const ModeMeaning* meaning = find_mode(npgsql_modes(), *mode, Spelling::kAnyCase);
  if (meaning == nullptr) {
    draft.fail_at_connect(Component::kParameter,
                          Literal("the value of SSL Mode is none that Npgsql knows"),
                          draft.range(Key::kSslmode));
    return;
  }
  dsn.ssl_mode = meaning->mode;
  dsn.tls.protection = meaning->protection;
  dsn.tls.setting = meaning->spelling;
}

/// Npgsql writes a host's own port behind it: "a:5433,b".
void split_ports(Dsn& dsn) {
  for (Host& host : dsn.hosts) {
    const std::string& name = host.name.expose();
    const std::size_t colon = name.rfind(':');
    if (colon == std::string::npos || name.find(':') != colon) {
      continue;
    }
    host.port = Sealed(name.substr(colon + 1));
    host.name = Sealed(name.substr(0, colon));
  }
}

}  // namespace

bool looks_like_npgsql(std::string_view text) {
  // The first pair ends at a ';'. A blank or a second '=' before it is libpq's own form, in which a
  // ';' is an ordinary character.
  constexpr std::size_t kReach = 64;  // no property has a longer name
  const std::size_t equals = text.substr(0, kReach).find_first_of("=;\n");
  if (equals == std::string_view::npos || text[equals] != '=') {
    return false;
  }
  const std::size_t end = text.find_first_of("=; \t\n", equals + 1);
  if (end == std::string_view::npos || text[end] != ';') {
    return false;
  }
  PropertyReader reader(text);
  PropertyReader::Pair pair;
  std::size_t naming = 0;  // properties that say where to connect
  for (std::size_t i = 0; i < 16 && naming < 2 && reader.next(pair); ++i) {
    const Property* property = pair.complete ? find_property(pair.name) : nullptr;
    if (property == nullptr) {
      return false;
    }
    const bool names_a_place =
        property->key == Key::kHost || property->key == Key::kDbname || property->key == Key::kUser;
    naming += names_a_place ? 1U : 0U;
  }
  return naming >= 2;
}

void read_npgsql(Draft& draft) {
  Dsn& dsn = draft.dsn();
  dsn.form = Form::kKeyword;
  dsn.dialect = Dialect::kNpgsql;
  dsn.driver = "npgsql";
  PropertyReader reader(draft.text());
  PropertyReader::Pair pair;
  while (reader.next(pair)) {
    if (!pair.complete) {
      draft.fail(Component::kParameter, Literal("a property has no value or no closing quote"),
                 pair.range);
      return;
    }
    const Property* property = find_property(pair.name);
    if (property != nullptr && property->key != Key::kNone) {
      draft.store(property->key, std::move(pair.value), pair.range, pair.name);
    } else {
      draft.store_own(property == nullptr ? Literal() : property->shown, pair.name,
                      std::move(pair.value), pair.range);
    }
  }
  resolve_hosts(draft);
  split_ports(dsn);
  check_port_numbers(draft);
  judge_tls(draft);
}

}  // namespace postern::dsn
