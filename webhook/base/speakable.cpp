#include "base/speakable.h"

#include "base/utf8.h"

namespace postern {

Name::Name(std::string_view text) : text_(printable(text, 253)) {}

std::string spoken(Count count) { return std::to_string(count.value()); }

}  // namespace postern
