// The query of a URI, and the decoding that all of its parts share.
// Guarantees the same reading as parse_uri.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "dsn/draft.h"
#include "dsn/parse_uri.h"

namespace postern::dsn {

struct PartPlace {
  ByteRange range;
  Component component = Component::kString;
  bool is_form_data = false;  // '+' may stand for a space
};

/// `raw` without its percent escapes; nothing, and a fault in the draft, when they are broken.
[[nodiscard]] std::optional<std::string> decoded_part(Draft& draft, std::string_view raw,
                                                      const PartPlace& place,
                                                      const UriGrammar& grammar);

/// Reads from behind the '?' to the end; false once the string is faulty.
bool read_query(Draft& draft, std::size_t begin, const UriGrammar& grammar);

}  // namespace postern::dsn
