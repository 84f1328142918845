// Numbers in plain YAML scalars, as go-yaml v2 reads them with Go's strconv.
// Guarantees Go's limits: 63 bits behind a sign, 64 without, and no number that is too large.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace postern::kube {

using Number = std::variant<std::int64_t, std::uint64_t, double>;

/// Of a text that begins with a digit or a sign.
[[nodiscard]] std::optional<Number> number_of(std::string_view text);

/// Of a text that begins with a point.
[[nodiscard]] std::optional<double> dotted_float(std::string_view text);

}  // namespace postern::kube
