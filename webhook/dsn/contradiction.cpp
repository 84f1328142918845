#include "dsn/contradiction.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace postern::dsn {
namespace {

/// "/etc/ca.crt?sslmode=disable": a suffix was appended with the wrong separator.
bool holds_query(const Parameter& parameter) {
  const std::string_view value = parameter.value.expose();
  const std::size_t mark = value.find_first_of("?&");
  return parameter.key != Key::kPassword && mark != std::string_view::npos &&
         value.find("ssl", mark) == mark + 1;
}

const Parameter* mode_in_force(const Dsn& dsn) {
  const auto found = std::ranges::find_if(dsn.parameters, [](const Parameter& parameter) {
    return parameter.key == Key::kSslmode && parameter.in_force;
  });
  return found == dsn.parameters.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Contradiction> tls_contradiction(const Dsn& dsn) {
  const Parameter* winner = mode_in_force(dsn);
  for (const Parameter& parameter : dsn.parameters) {
    const bool changed =
        winner != nullptr && parameter.key == Key::kSslmode && parameter.value != winner->value;
    if (changed) {
      return Contradiction{.kind = winner->alias.empty() ? ContradictionKind::kModeChanged
                                                         : ContradictionKind::kAliasChanged,
                           .keyword = winner->alias.empty() ? winner->keyword : winner->alias,
                           .earlier = ssl_mode_from_text(parameter.value.expose()),
                           .in_force = ssl_mode_from_text(winner->value.expose())};
    }
    if (holds_query(parameter)) {
      return Contradiction{.kind = ContradictionKind::kGluedQuery,
                           .keyword = parameter.keyword,
                           .earlier = {},
                           .in_force = dsn.ssl_mode};
    }
  }
  return std::nullopt;
}

}  // namespace postern::dsn
