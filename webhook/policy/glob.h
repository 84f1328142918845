// A pattern of names: '*' is any run of characters, '?' is one, anything else is itself.
// Guarantees no recursion and at most pattern times text steps, whatever both hold.
#pragma once

#include <string>
#include <string_view>

namespace postern::policy {

/// Upper and lower case differ. '*' also matches nothing; dots and colons are characters like any.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text);

struct Glob {
  std::string pattern;

  [[nodiscard]] bool matches(std::string_view text) const { return glob_matches(pattern, text); }
  friend bool operator==(const Glob&, const Glob&) = default;
};

}  // namespace postern::policy
