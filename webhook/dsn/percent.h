// Percent-decoding of one part of a URI, as libpq does it.
// Guarantees one pass over the part, and no text of it in an error.
#pragma once

#include <string>
#include <string_view>

#include "base/speakable.h"

namespace postern::dsn {

struct PercentRules {
  bool trims_spaces = false;       // difference::kUriSpaces
  bool plus_is_space = false;      // form decoding
  bool keeps_bad_escapes = false;  // Python's unquote: "100%" is itself
};

struct PercentDecoded {
  std::string text;
  Literal error = {};  // empty: `text` holds the result
};

[[nodiscard]] PercentDecoded percent_decoded(std::string_view raw, PercentRules rules);

}  // namespace postern::dsn
