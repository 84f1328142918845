// Connection strings that no single value holds: a libpq environment (PGHOST, PGSSLMODE, ...) or an
// operator's set of keys (host, port, dbname, user, password).
// Guarantees one string for each complete set, and that each parameter knows the key it comes from.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/sealed.h"
#include "dsn/dsn.h"
#include "kube/field_path.h"
#include "kube/meta.h"
#include "kube/secret_view.h"

namespace postern::kube {

/// How a connection string came to be.
enum class Composition : std::uint8_t {
  kWhole,        // one value
  kEnvironment,  // libpq's variables
  kKeys,         // an operator's keys: the application composes them, and may add a mode of its own
};

/// One parameter of a composed string.
struct Part {
  dsn::Key parameter = dsn::Key::kNone;
  const Entry* entry = nullptr;
};

struct ComposedString {
  Composition composition = Composition::kEnvironment;
  std::vector<Part> parts;
  dsn::Dsn dsn;
};

/// The entries hold libpq's variables: PGHOST, PGSERVICE, PGSSLMODE and the like.
[[nodiscard]] bool holds_libpq_environment(const std::vector<Entry>& entries);

/// The libpq environment that the entries are, if they name a host. A service file (PGSERVICE)
/// may name one, but nobody can see it here.
[[nodiscard]] std::optional<ComposedString> compose_environment(const std::vector<Entry>& entries);

/// The operator's set that the entries are, if something says that it is Postgres: the engine, the
/// port, the type of the Secret, or a name. `type` is the Secret's, empty for a ConfigMap.
[[nodiscard]] std::optional<ComposedString> compose_keys(const std::vector<Entry>& entries,
                                                         std::string_view type, const Meta& meta);

}  // namespace postern::kube
