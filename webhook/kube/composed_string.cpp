#include "kube/composed_string.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "dsn/provider.h"
#include "dsn/recognise.h"
#include "dsn/text.h"
#include "kube/database_name.h"

namespace postern::kube {
namespace {

using dsn::Key;

struct KeyName {
  std::string_view name;
  Key parameter;
};

// libpq's variables (fe-connect.c, PQconninfoOptions, column envvar). PGREQUIRESSL is read apart.
constexpr std::array kVariables = {
    KeyName{"PGHOST", Key::kHost},
    KeyName{"PGHOSTADDR", Key::kHostaddr},
    KeyName{"PGPORT", Key::kPort},
    KeyName{"PGDATABASE", Key::kDbname},
    KeyName{"PGUSER", Key::kUser},
    KeyName{"PGPASSWORD", Key::kPassword},
    KeyName{"PGPASSFILE", Key::kPassfile},
    KeyName{"PGSERVICE", Key::kService},
    KeyName{"PGOPTIONS", Key::kOptions},
    KeyName{"PGSSLMODE", Key::kSslmode},
    KeyName{"PGSSLROOTCERT", Key::kSslrootcert},
    KeyName{"PGSSLCERT", Key::kSslcert},
    KeyName{"PGSSLKEY", Key::kSslkey},
    KeyName{"PGSSLCRL", Key::kSslcrl},
    KeyName{"PGSSLCOMPRESSION", Key::kSslcompression},
    KeyName{"PGSSLNEGOTIATION", Key::kSslnegotiation},
    KeyName{"PGSSLMINPROTOCOLVERSION", Key::kSslMinProtocolVersion},
    KeyName{"PGSSLMAXPROTOCOLVERSION", Key::kSslMaxProtocolVersion},
    KeyName{"PGGSSENCMODE", Key::kGssencmode},
    KeyName{"PGCHANNELBINDING", Key::kChannelBinding},
    KeyName{"PGTARGETSESSIONATTRS", Key::kTargetSessionAttrs},
    KeyName{"PGREQUIREAUTH", Key::kRequireAuth},
    KeyName{"PGCONNECT_TIMEOUT", Key::kConnectTimeout},
};

// The keys of CloudNativePG, Crunchy, Crossplane, service bindings (servicebinding.io) and of the
// secrets that AWS Secrets Manager keeps for RDS. Of several keys of a parameter the first counts.
constexpr std::array kOperatorKeys = {
    KeyName{"host", Key::kHost},
    KeyName{"hostname", Key::kHost},
    KeyName{"endpoint", Key::kHost},
    KeyName{"port", Key::kPort},
    KeyName{"dbname", Key::kDbname},
    KeyName{"database", Key::kDbname},
    KeyName{"user", Key::kUser},
    KeyName{"username", Key::kUser},
    KeyName{"password", Key::kPassword},
    KeyName{"sslmode", Key::kSslmode},
    KeyName{"sslrootcert", Key::kSslrootcert},
};

// Keys whose value names the engine.
constexpr std::array<std::string_view, 6> kEngineKeys = {"engine",  "type",    "driver",
                                                         "adapter", "dialect", "dbtype"};

const Entry* find(const std::vector<Entry>& entries, std::string_view key) {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found != entries.end() && found->value ? &*found : nullptr;
}

bool has(const std::vector<Part>& parts, Key parameter) {
  return std::ranges::find(parts, parameter, &Part::parameter) != parts.end();
}

template <std::size_t kSize>
std::vector<Part> parts_of(const std::vector<Entry>& entries,
                           const std::array<KeyName, kSize>& names) {
  std::vector<Part> parts;
  for (const KeyName& name : names) {
    const Entry* entry = find(entries, name.name);
    if (entry != nullptr && !has(parts, name.parameter)) {
      parts.push_back({.parameter = name.parameter, .entry = entry});
    }
  }
  return parts;
}

/// Keyword text as it grows, with the range of each part's value in it.
struct KeywordText {
  std::string text;
  std::vector<dsn::ByteRange> ranges;

  // libpq: backslash escapes any character inside quotes (fe-connect.c, conninfo_parse).
  void append(Key parameter, std::string_view value) {
    text += dsn::keyword_of(parameter).view();
    text += '=';
    const std::size_t begin = text.size();  // the parser's ranges include the quotes
    text += '\'';
    for (const char c : value) {
      if (c == '\'' || c == '\\') {
        text += '\\';
      }
      text += c;
    }
    ranges.push_back({begin, text.size()});
    text += "' ";
  }
};

// A range in the composed text says nothing to the reader: a fault gets that of the whole value,
// and its part comes first, so that path_of() finds it.
void localise_fault(const KeywordText& composed, ComposedString& result) {
  if (!result.dsn.fault) {
    return;
  }
  dsn::Fault& fault = *result.dsn.fault;
  for (std::size_t i = 0; i < result.parts.size(); ++i) {
    const dsn::ByteRange range = composed.ranges[i];
    if (fault.range.begin >= range.begin && fault.range.begin <= range.end) {
      fault.range = {0, result.parts[i].entry->value->expose().size()};
      std::rotate(result.parts.begin(), result.parts.begin() + static_cast<std::ptrdiff_t>(i),
                  result.parts.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      return;
    }
  }
}

ComposedString compose(Composition composition, std::vector<Part> parts) {
  KeywordText composed;
  for (const Part& part : parts) {
    // As with a whole string: what is around a value has a rule of its own.
    const std::string_view value = part.entry->value->expose();
    composed.append(part.parameter, part.parameter == Key::kPassword ? value : dsn::trimmed(value));
  }
  ComposedString result{.composition = composition, .parts = std::move(parts), .dsn = {}};
  result.dsn = dsn::parse(composed.text);
  localise_fault(composed, result);
  return result;
}

bool names_host(const std::vector<Part>& parts) {
  return has(parts, Key::kHost) || has(parts, Key::kHostaddr);
}

// PGREQUIRESSL counts where PGSSLMODE does not stand: "1..." is require, all else prefer
// (fe-connect.c, conninfo_add_defaults).
void apply_requiressl(const Entry& entry, ComposedString& result) {
  const bool required = entry.value->expose().starts_with('1');
  result.dsn.ssl_mode = required ? dsn::SslMode::kRequire : dsn::SslMode::kPrefer;
  result.dsn.tls.protection =
      required ? dsn::Protection::kEncrypted : dsn::Protection::kPlaintextPossible;
  result.dsn.tls.parameter = "PGREQUIRESSL";
  result.dsn.tls.setting = required ? Literal("1") : Literal("0");
  result.parts.push_back({.parameter = Key::kSslmode, .entry = &entry});
}

bool is_postgres(std::string_view engine) {
  return dsn::lowered(engine).find("postgres") != std::string::npos ||
         dsn::equals_ignoring_case(engine, "pgsql");
}

enum class Engine : std::uint8_t { kUnsaid, kPostgres, kOther };

Engine declared_engine(const std::vector<Entry>& entries) {
  for (const std::string_view key : kEngineKeys) {
    if (const Entry* entry = find(entries, key)) {
      return is_postgres(entry->value->expose()) ? Engine::kPostgres : Engine::kOther;
    }
  }
  return Engine::kUnsaid;
}

// mysql://, mongodb+srv://, amqp:// ... : the set belongs to something else.
bool holds_other_url(const std::vector<Entry>& entries) {
  return std::ranges::any_of(entries, [](const Entry& entry) {
    if (!entry.value) {
      return false;
    }
    const std::string_view value = entry.value->expose();
    const std::size_t scheme = value.find("://");
    return scheme != std::string_view::npos && scheme <= 32 && !dsn::has_scheme(value);
  });
}

Engine engine_by_port(const std::vector<Part>& parts) {
  const auto port = std::ranges::find(parts, Key::kPort, &Part::parameter);
  if (port == parts.end()) {
    return Engine::kUnsaid;
  }
  const std::string_view value = dsn::trimmed(port->entry->value->expose());
  if (value == "5432") {
    return Engine::kPostgres;
  }
  return value == "3306" || value == "1433" || value == "27017" || value == "6379" ||
                 value == "1521"
             ? Engine::kOther
             : Engine::kUnsaid;
}

Engine engine_by_name(const Meta& meta) {
  DatabaseName name = database_name(meta.name.empty() ? meta.generate_name : meta.name);
  for (const Label& label : meta.labels) {
    const DatabaseName by_label = std::max(database_name(label.key), database_name(label.value));
    name = std::max(name, by_label);
  }
  if (name == DatabaseName::kPostgres) {
    return Engine::kPostgres;
  }
  return name == DatabaseName::kOther ? Engine::kOther : Engine::kUnsaid;
}

// CloudNativePG's and Crunchy's set; the libraries of other engines say database and username.
bool has_libpq_words(const std::vector<Entry>& entries) {
  constexpr std::array<std::string_view, 5> kWords = {"host", "port", "dbname", "user", "password"};
  return std::ranges::all_of(kWords,
                             [&](std::string_view word) { return find(entries, word) != nullptr; });
}

// The clearest sign first: a declared engine, then the port, then names.
Engine engine_of(const std::vector<Entry>& entries, const std::vector<Part>& parts,
                 std::string_view type, const Meta& meta) {
  if (type == "servicebinding.io/postgresql") {
    return Engine::kPostgres;
  }
  if (const Engine declared = declared_engine(entries); declared != Engine::kUnsaid) {
    return declared;
  }
  if (holds_other_url(entries)) {
    return Engine::kOther;
  }
  if (const Engine by_port = engine_by_port(parts); by_port != Engine::kUnsaid) {
    return by_port;
  }
  const Engine by_name = engine_by_name(meta);
  return by_name == Engine::kUnsaid && has_libpq_words(entries) ? Engine::kPostgres : by_name;
}

}  // namespace

bool holds_libpq_environment(const std::vector<Entry>& entries) {
  return std::ranges::any_of(kVariables,
                             [&](const KeyName& name) { return find(entries, name.name); });
}

std::optional<ComposedString> compose_environment(const std::vector<Entry>& entries) {
  std::vector<Part> parts = parts_of(entries, kVariables);
  if (!names_host(parts)) {
    return std::nullopt;
  }
  const bool has_mode = has(parts, Key::kSslmode);
  ComposedString result = compose(Composition::kEnvironment, std::move(parts));
  const Entry* requiressl = find(entries, "PGREQUIRESSL");
  if (requiressl != nullptr && !has_mode && result.dsn.valid()) {
    apply_requiressl(*requiressl, result);
  }
  return result;
}

std::optional<ComposedString> compose_keys(const std::vector<Entry>& entries, std::string_view type,
                                           const Meta& meta) {
  std::vector<Part> parts = parts_of(entries, kOperatorKeys);
  const bool complete =
      has(parts, Key::kHost) && has(parts, Key::kPassword) && has(parts, Key::kUser);
  if (!complete || engine_of(entries, parts, type, meta) != Engine::kPostgres) {
    return std::nullopt;
  }
  return compose(Composition::kKeys, std::move(parts));
}

}  // namespace postern::kube
