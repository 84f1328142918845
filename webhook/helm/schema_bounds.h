// How much work a JSON Schema may be, told before any of it is done.
// Guarantees that counting itself is bounded, for recursive and exponential schemas as well.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace postern::helm {

/// A schema with every reference replaced by what it refers to.
struct SchemaSize {
  std::size_t nodes = 0;
  std::size_t pattern_steps = 0;  // for one text of kLongestJudgedText bytes, all patterns together
  std::size_t unique_lists = 0;   // demands that no two elements are equal: each meets each
};

/// Longer texts are judged by their beginning: std::regex recurses once per character.
inline constexpr std::size_t kLongestJudgedText = 512;

/// Nothing when the schema refers to other documents or (in more than `most_nodes` steps) to
/// itself, has a pattern on which backtracking may take long, or divides by zero.
[[nodiscard]] std::optional<SchemaSize> schema_size(const nlohmann::json& schema,
                                                    std::size_t most_nodes);

}  // namespace postern::helm
