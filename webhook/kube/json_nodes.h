// Reads the places of the values of a JSON text, and where the text stops being JSON.
// Guarantees no recursion; a text it takes may still be refused by load_json (UTF-8, numbers).
#pragma once

#include <cstddef>
#include <string_view>

#include "kube/document.h"
#include "kube/yaml_nodes.h"

namespace postern::kube {

struct JsonNodes {
  Nodes nodes;
  std::size_t consumed = 0;  ///< bytes up to the end of the first value
};

/// Reads the first JSON value of `text`, white space in front of it included; what follows is not
/// looked at. An error carries the place of the first character that does not fit.
[[nodiscard]] LoadResult<JsonNodes> parse_json_nodes(std::string_view text, const Limits& limits,
                                                     const Origin& origin);

/// The place of the character at `offset` in a text that begins at `origin`.
[[nodiscard]] Position position_in(std::string_view text, std::size_t offset, const Origin& origin);

}  // namespace postern::kube
