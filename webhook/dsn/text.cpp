#include "dsn/text.h"

#include <charconv>
#include <system_error>

namespace postern::dsn {

std::optional<int> integer_from_text(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) {  // from_chars would take it
      return std::nullopt;
    }
  }
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace postern::dsn
