#include "dsn/spill.h"

#include <algorithm>
#include <string>

namespace postern::dsn {
namespace {

bool holds(const Dsn& dsn, Key key, char wanted) {
  const Sealed<std::string>* value = dsn.value(key);
  return value != nullptr && value->expose().find(wanted) != std::string::npos;
}

/// The part after the scheme holds an unencoded '@' behind the first '/' or '?' or '[' although no
/// user information was found before it.
bool at_sign_came_late(std::string_view text) {
  const std::size_t begin = text.find("://");
  if (begin == std::string_view::npos) {
    return false;
  }
  const std::string_view rest = text.substr(begin + 3);
  const std::size_t slash = rest.find('/');
  const std::size_t colon = rest.find(':');
  const std::size_t at = rest.find('@');
  // "user:pa/ss@host": a colon, then the slash, then the '@'.
  return at != std::string_view::npos && colon < slash && slash < at;
}

}  // namespace

std::optional<Component> spilled_password(const Dsn& dsn, std::string_view text) {
  if (dsn.form != Form::kUri) {
    return std::nullopt;
  }
  // "user:p@ss@host": the first '@' ends the user information (conninfo_uri_parse_options).
  const bool socket = std::ranges::all_of(
      dsn.hosts, [](const Host& host) { return host.name.expose().starts_with('@'); });
  if (!socket && holds(dsn, Key::kHost, '@')) {
    return Component::kHost;
  }
  if (!at_sign_came_late(text)) {
    // "user:p@[ss@host": the bracket opens an IPv6 address that nothing closes.
    const bool bracket = dsn.fault && !dsn.fault->at_connect &&
                         dsn.fault->component == Component::kHost &&
                         std::ranges::count(text, '@') > 1;
    return bracket ? std::optional(Component::kHost) : std::nullopt;
  }
  if (holds(dsn, Key::kDbname, '@')) {
    return Component::kDatabase;
  }
  // "user:p/s?x@host": the '@' stands in the query, which then has no form or a strange keyword.
  if (dsn.fault && dsn.fault->component == Component::kQuery) {
    return Component::kQuery;
  }
  const bool strange = std::ranges::any_of(dsn.parameters, [](const Parameter& parameter) {
    return parameter.keyword.empty() && parameter.written.expose().find('@') != std::string::npos;
  });
  return strange ? std::optional(Component::kQuery) : std::nullopt;
}

}  // namespace postern::dsn
