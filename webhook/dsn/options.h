// Settings that weaken a connection or need a session of their own, in any dialect.
// Guarantees that what it returns is compile-time text.
#pragma once

#include <vector>

#include "base/speakable.h"
#include "dsn/dsn.h"

namespace postern::dsn {

struct InsecureOption {
  Literal keyword;
  Literal why;  // a clause: "writes every session key to a file"
};

/// In written order; each keyword once, as far as it is in force.
[[nodiscard]] std::vector<InsecureOption> insecure_options(const Dsn& dsn);

/// The setting that a pooler in transaction mode breaks: "options" with -c, a prepared-statement
/// cache switched on; empty when there is none.
[[nodiscard]] Literal session_setting(const Dsn& dsn);

}  // namespace postern::dsn
