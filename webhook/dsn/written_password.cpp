#include "dsn/written_password.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "dsn/text.h"

namespace postern::dsn {
namespace {

constexpr std::array kSecretKeys{Key::kPassword, Key::kSslpassword, Key::kOauthClientSecret,
                                 Key::kScramClientKey};

// The names that libpq, PgJDBC and Npgsql have for it, compared in any case: a driver that wants
// another spelling ignores the parameter, and the password is written there all the same.
constexpr std::array<std::string_view, 4> kPasswordWords{"password", "passwd", "pwd", "psw"};

std::string_view in_parameters(const Dsn& dsn) {
  for (const Key key : kSecretKeys) {
    const Sealed<std::string>* value = dsn.value(key);
    if (value != nullptr && !value->expose().empty()) {
      return value->expose();
    }
  }
  for (const Parameter& parameter : dsn.parameters) {
    const std::string_view name = parameter.written.expose();
    const bool named = std::ranges::any_of(
        kPasswordWords, [&](std::string_view word) { return equals_ignoring_case(word, name); });
    if (parameter.key == Key::kNone && named && !parameter.value.expose().empty()) {
      return parameter.value.expose();
    }
  }
  return {};
}

/// "5432/orders?user=app" of "h:5432/orders?user=app@corp": a port and what follows it.
bool is_port_and_path(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789");
  return end != std::string_view::npos && text[end] == '/' &&
         text.find('?', end) != std::string_view::npos;
}

/// "user:password@" behind the scheme, the '@' being the last one.
std::string_view in_user_info(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = text.substr(scheme + 3);
  const std::size_t colon = rest.find(':');
  const std::size_t at = rest.rfind('@');
  if (at == std::string_view::npos || colon >= at || rest.find_first_of("[,") < colon) {
    return {};
  }
  const std::string_view password = rest.substr(colon + 1, at - colon - 1);
  return is_port_and_path(password) ? std::string_view() : password;
}

/// "password=" or "Pwd =" anywhere in the text, and what follows up to the next separator.
std::string_view behind_its_name(std::string_view text) {
  for (std::size_t equals = text.find('='); equals != std::string_view::npos;
       equals = text.find('=', equals + 1)) {
    const std::string_view before = trimmed(text.substr(0, equals));
    const bool named = std::ranges::any_of(kPasswordWords, [&](std::string_view word) {
      return before.size() >= word.size() &&
             equals_ignoring_case(before.substr(before.size() - word.size()), word);
    });
    if (!named) {
      continue;
    }
    std::string_view value =
        text.substr(std::min(text.find_first_not_of(' ', equals + 1), text.size()));
    value = value.substr(0, value.find_first_of("&; \t\r\n"));
    if (value.find_first_not_of("'\"") != std::string_view::npos) {
      return value;
    }
  }
  return {};
}

}  // namespace

std::optional<Sealed<std::string>> written_password(const Dsn& dsn, std::string_view text) {
  std::string_view found = in_parameters(dsn);
  // A string that fails only at connect, or for an unknown keyword, was read to its end.
  const bool lost =
      dsn.spilled_password || (dsn.fault && !dsn.fault->at_connect && !dsn.fault->unknown_keyword);
  if (found.empty() && lost && text.size() <= kMaximumLength) {
    found = in_user_info(text);
    found = found.empty() ? behind_its_name(text) : found;
  }
  return found.empty() ? std::nullopt : std::optional(Sealed(std::string(found)));
}

}  // namespace postern::dsn
