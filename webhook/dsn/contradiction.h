// TLS settings of one string that work against each other.
// Guarantees silence where a repeated setting has the same effect.
#pragma once

#include <cstdint>
#include <optional>

#include "base/speakable.h"
#include "dsn/dsn.h"

namespace postern::dsn {

enum class ContradictionKind : std::uint8_t {
  kModeChanged,   // sslmode twice, with different values
  kAliasChanged,  // ssl=true or requiressl after another sslmode
  kGluedQuery,    // a second "?sslmode=..." inside a parameter's value
};

struct Contradiction {
  ContradictionKind kind = ContradictionKind::kModeChanged;
  Literal keyword;                 // the parameter that wins, or that holds the glued query
  std::optional<SslMode> earlier;  // where it is a mode that libpq knows
  std::optional<SslMode> in_force;
};

/// The first contradiction of a plain string or of a SQLAlchemy URL, in written order.
[[nodiscard]] std::optional<Contradiction> tls_contradiction(const Dsn& dsn);

}  // namespace postern::dsn
