// The secret that a connection string holds, also where its driver cannot read the string.
// Guarantees that what is found stays sealed, and that a string without one costs a few look-ups.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/sealed.h"
#include "dsn/dsn.h"

namespace postern::dsn {

/// The password in force, or another parameter that is a secret (sslpassword); of a string that is
/// refused, or whose password was read as something else, what stands where a password is written.
/// Never empty. `text` is the one that `dsn` was read from, with or without blanks around it.
[[nodiscard]] std::optional<Sealed<std::string>> written_password(const Dsn& dsn,
                                                                  std::string_view text);

}  // namespace postern::dsn
