#include "dsn/dsn.h"

#include <algorithm>

#include "dsn/dialect.h"
#include "dsn/draft.h"
#include "dsn/parse_uri.h"
#include "dsn/spill.h"

namespace postern::dsn {
namespace {

/// The length of a scheme that libpq takes, "://" included; 0 for none. Exactly this spelling
/// (fe-connect.c, uri_prefix_length).
std::size_t uri_prefix_length(std::string_view text) {
  for (const std::string_view scheme : {"postgresql://", "postgres://"}) {
    if (text.starts_with(scheme)) {
      return scheme.size();
    }
  }
  return 0;
}

bool has_known_keyword(const Dsn& dsn) {
  return std::ranges::any_of(dsn.parameters, [](const Parameter& parameter) {
    return parameter.key != Key::kNone || !parameter.driver.empty();
  });
}

void read_libpq(Draft& draft) {
  Dsn& dsn = draft.dsn();
  if (const std::size_t prefix = uri_prefix_length(draft.text()); prefix != 0) {
    dsn.form = Form::kUri;
    read_uri_form(draft, prefix, libpq_grammar(draft.version()));
  } else {
    read_keyword_form(draft);
    dsn.form = !dsn.fault || has_known_keyword(dsn) ? Form::kKeyword : Form::kOther;
  }
  if (draft.parsed()) {
    resolve_hosts(draft);
    check_connect(draft);
  }
}

}  // namespace

Literal to_text(Component component) {
  switch (component) {
    case Component::kString:
      return "string";
    case Component::kScheme:
      return "scheme";
    case Component::kUser:
      return "user";
    case Component::kPassword:
      return "password";
    case Component::kHost:
      return "host";
    case Component::kHostAddress:
      return "hostaddr";
    case Component::kPort:
      return "port";
    case Component::kDatabase:
      return "database";
    case Component::kQuery:
      return "query";
    case Component::kParameter:
      return "parameter";
  }
  return "string";
}

const Sealed<std::string>* Dsn::value(std::string_view keyword) const {
  return value(find_key(keyword));
}

const Sealed<std::string>* Dsn::value(Key key) const {
  if (key == Key::kNone) {
    return nullptr;
  }
  for (const Parameter& parameter : parameters) {
    if (parameter.key == key && parameter.in_force) {
      return &parameter.value;
    }
  }
  return nullptr;
}

bool Dsn::has_password() const {
  const Sealed<std::string>* password = value(Key::kPassword);
  return password != nullptr && !password->expose().empty();
}

namespace {

enum class Reading : bool { kByDialect, kAsLibpq };

bool is_readable(Draft& draft, std::string_view text) {
  if (text.size() > kMaximumLength) {
    draft.fail(Component::kString, Literal("the string is longer than 64 KiB"), {0, text.size()});
    return false;
  }
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    // libpq takes C strings: it would silently read only the part before it.
    draft.fail(Component::kString, Literal("the string holds a NUL byte"), {nul, nul + 1});
    return false;
  }
  return true;
}

Dsn read(std::string_view text, LibpqVersion version, Reading reading) {
  Dsn dsn;
  Draft draft(text, dsn, version);
  if (!is_readable(draft, text)) {
    return dsn;
  }
  if (reading == Reading::kAsLibpq || !read_dialect(draft)) {
    read_libpq(draft);
    const Sealed<std::string>* mode = dsn.value(Key::kSslmode);
    dsn.ssl_mode = mode == nullptr ? std::nullopt : ssl_mode_from_text(mode->expose());
    dsn.tls = libpq_tls(dsn, version);
  }
  dsn.spilled_password = spilled_password(dsn, text);
  return dsn;
}

}  // namespace

bool Dsn::parses() const {
  const bool all_known =
      std::ranges::all_of(parameters, [](const Parameter& p) { return p.key != Key::kNone; });
  return (!fault || fault->at_connect) && all_known;
}

Dsn parse(std::string_view text, LibpqVersion version) {
  return read(text, version, Reading::kByDialect);
}

Dsn parse_as_libpq(std::string_view text, LibpqVersion version) {
  return read(text, version, Reading::kAsLibpq);
}

SslMode effective_ssl_mode(const Dsn& dsn, LibpqVersion version) {
  if (dsn.ssl_mode) {
    return *dsn.ssl_mode;
  }
  const Sealed<std::string>* root = dsn.value(Key::kSslrootcert);
  const bool system = version >= difference::kSystemRoots && root != nullptr &&
                      root->expose() == "system" && dsn.value(Key::kSslmode) == nullptr;
  return system ? SslMode::kVerifyFull : SslMode::kPrefer;
}

LibpqVersion required_version(const Dsn& dsn) {
  LibpqVersion required = LibpqVersion::k14;
  for (const Parameter& parameter : dsn.parameters) {
    required = std::max(required, first_version(parameter.key));
  }
  const Sealed<std::string>* root = dsn.value(Key::kSslrootcert);
  return root != nullptr && root->expose() == "system"
             ? std::max(required, difference::kSystemRoots)
             : required;
}

}  // namespace postern::dsn
