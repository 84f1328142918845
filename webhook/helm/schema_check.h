// Judges a release's values by the JSON Schema that its chart brought along.
// Guarantees bounded work for any schema: what cannot be bounded is not judged.
#pragma once

#include <string_view>
#include <vector>

#include "base/sealed.h"
#include "helm/values.h"

namespace postern::helm {

/// Where the values break the schema, at most kMostRefusals places, the deepest only; a wrong place
/// that depends on others (`if`, `not`) is the map that holds them. Empty when they fit, and when
/// the schema cannot be judged: no JSON, a remote `$ref`, recursive, too large. Draft 07; a
/// `pattern` that could take long is passed over.
[[nodiscard]] std::vector<ValuePath> refused_by_schema(const Value& values,
                                                       Sealed<std::string_view> encoded_schema);

inline constexpr std::size_t kMostRefusals = 10;

}  // namespace postern::helm
