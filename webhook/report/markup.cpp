#include "report/markup.h"

#include <limits>

#include "base/utf8.h"

namespace postern::report {

std::string markup(std::string_view text) {
  std::string out;
  // XML 1.0 has no way at all to write most control characters (section 2.2): printable() it is.
  for (const char c : printable(text, std::numeric_limits<std::size_t>::max())) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace postern::report
