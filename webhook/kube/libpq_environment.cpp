#include "kube/libpq_environment.h"

#include <array>
#include <string>
#include <utility>

#include "dsn/dialect.h"

namespace postern::kube {
namespace {

struct Completion {
  dsn::Key key;
  Literal variable;
  Literal hidden;  // stands for a value that is not visible
};

constexpr std::array kCompletions = {
    Completion{dsn::Key::kSslrootcert, "PGSSLROOTCERT", "hidden"},
    Completion{dsn::Key::kSslcert, "PGSSLCERT", "hidden"},
    Completion{dsn::Key::kSslkey, "PGSSLKEY", "hidden"},
    Completion{dsn::Key::kUser, "PGUSER", "hidden"},
    Completion{dsn::Key::kPassword, "PGPASSWORD", "hidden"},
    Completion{dsn::Key::kPassfile, "PGPASSFILE", "hidden"},
    Completion{dsn::Key::kService, "PGSERVICE", "hidden"},
    Completion{dsn::Key::kDbname, "PGDATABASE", "hidden"},
    Completion{dsn::Key::kHost, "PGHOST", "hidden"},
};

std::optional<std::string> text_of(const Variable& variable, Literal hidden) {
  if (variable.presence == Presence::kAbsent) {
    return std::nullopt;
  }
  return std::string(variable.value ? variable.value->expose() : hidden.view());
}

// An empty value in the string counts as given, an empty variable does not (conninfo_add_defaults).
void complete(dsn::Key key, std::optional<std::string> text, dsn::Dsn& dsn) {
  if (text && !text->empty() && dsn.value(key) == nullptr) {
    dsn.parameters.push_back(
        {.key = key, .keyword = dsn::keyword_of(key), .value = Sealed(*std::move(text))});
  }
}

void complete_host(const Environment& environment, dsn::Dsn& dsn) {
  const bool has_none = dsn.hosts.size() == 1 && dsn.hosts.front().name.expose().empty() &&
                        dsn.hosts.front().address.expose().empty();
  const std::optional<std::string> host = text_of(environment.find("PGHOST"), "hidden");
  if (has_none && host && !host->empty()) {
    dsn.hosts.front().name = Sealed(*host);
  }
}

void complete_mode(const Environment& environment, dsn::Dsn& dsn) {
  const std::optional<EnvironmentMode> from = environment_mode(environment);
  if (!from || dsn.ssl_mode || dsn.tls.is_explicit()) {
    return;
  }
  const bool hidden = !from->variable.value;
  if (!hidden && !from->mode) {
    return;  // libpq refuses the value; workload-pgsslmode-weak says so
  }
  const dsn::SslMode mode = hidden ? dsn::SslMode::kVerifyFull : *from->mode;
  dsn.ssl_mode = mode;
  complete(dsn::Key::kSslmode, std::string(to_text(mode).view()), dsn);
  if (hidden) {
    complete(dsn::Key::kSslrootcert, "hidden", dsn);
  }
}

// A value as keyword text has it: libpq's backslash escapes any character inside quotes
// (fe-connect.c, conninfo_parse).
std::string quoted(std::string_view value) {
  std::string text("'");
  for (const char c : value) {
    if (c == '\'' || c == '\\') {
      text += '\\';
    }
    text += c;
  }
  return text + "'";
}

}  // namespace

std::optional<EnvironmentMode> environment_mode(const Environment& environment) {
  const Variable mode = environment.find("PGSSLMODE");
  if (mode.presence != Presence::kAbsent) {
    return EnvironmentMode{
        .variable = mode,
        .name = "PGSSLMODE",
        .mode = mode.value ? dsn::ssl_mode_from_text(mode.value->expose()) : std::nullopt};
  }
  const Variable required = environment.find("PGREQUIRESSL");
  if (required.presence == Presence::kAbsent) {
    return std::nullopt;
  }
  EnvironmentMode found{.variable = required, .name = "PGREQUIRESSL", .mode = std::nullopt};
  if (required.value) {
    found.mode =
        required.value->expose().starts_with('1') ? dsn::SslMode::kRequire : dsn::SslMode::kPrefer;
  }
  return found;
}

std::optional<EnvironmentString> environment_string(const Environment& environment) {
  const Variable host = environment.find("PGHOST");
  const Variable address = environment.find("PGHOSTADDR");
  const auto is_hidden = [](const Variable& variable) {
    return variable.presence != Presence::kAbsent && !variable.value;
  };
  if (is_hidden(host) || is_hidden(address) ||
      environment.find("PGSERVICE").presence != Presence::kAbsent) {
    return std::nullopt;
  }
  std::string text;
  for (const auto& [variable, keyword] : {std::pair{&host, "host="}, {&address, "hostaddr="}}) {
    if (variable->value && !variable->value->expose().empty()) {
      text += keyword + quoted(variable->value->expose()) + " ";
    }
  }
  if (text.empty()) {
    return std::nullopt;
  }
  dsn::Dsn dsn = dsn::parse(text);
  if (!dsn.valid()) {
    return std::nullopt;
  }
  const bool by_name = host.value && !host.value->expose().empty();
  return EnvironmentString{.dsn = completed(dsn, environment), .server = by_name ? host : address};
}

dsn::Dsn completed(const dsn::Dsn& dsn, const Environment& environment) {
  dsn::Dsn whole = dsn;
  // PgJDBC and Npgsql have no such environment (Npgsql reads PGPASSWORD and few others).
  if (dsn.dialect == dsn::Dialect::kJdbc || dsn.dialect == dsn::Dialect::kNpgsql) {
    return whole;
  }
  complete_mode(environment, whole);
  complete_host(environment, whole);
  for (const Completion& completion : kCompletions) {
    complete(completion.key,
             text_of(environment.find(completion.variable.view()), completion.hidden), whole);
  }
  if (whole.dialect == dsn::Dialect::kLibpq) {
    whole.tls = dsn::libpq_tls(whole, dsn::kNewestLibpq);
  }
  return whole;
}

}  // namespace postern::kube
