// The version and the commit that this program was built from.
#pragma once

#include <string_view>

namespace postern {

/// The version of CMakeLists.txt, for example "0.1.0".
[[nodiscard]] std::string_view version();

/// The short commit hash, or "unknown" outside a checkout.
[[nodiscard]] std::string_view commit();

}  // namespace postern
