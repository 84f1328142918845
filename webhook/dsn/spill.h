// Detects that a reserved character in an unencoded password moved a part of it elsewhere.
// Guarantees not to fire on a string whose host, port and path are what they seem.
#pragma once

#include <optional>
#include <string_view>

#include "dsn/dsn.h"

namespace postern::dsn {

/// The component that holds a piece of the password, or of the host behind it.
[[nodiscard]] std::optional<Component> spilled_password(const Dsn& dsn, std::string_view text);

}  // namespace postern::dsn
