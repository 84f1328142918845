// Counts the values of a JSON text before anything is built from it.
// Guarantees one pass without memory of its own.
#pragma once

#include <cstddef>
#include <string_view>

namespace postern::helm {

/// True when the text has more than `maximum` values: a parser would need several times the
/// memory of a text that is nothing but numbers and commas.
[[nodiscard]] bool has_more_values(std::string_view json, std::size_t maximum);

}  // namespace postern::helm
