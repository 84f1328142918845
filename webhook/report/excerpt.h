// The line of a file in which a finding stands, as it may be shown.
// Guarantees keys and white space only: a value is a mask of fixed length.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern::report {

inline constexpr std::string_view kMask = "********";

struct Excerpt {
  std::string text;       // printable; empty: nothing can be shown
  std::size_t caret = 0;  // the column of the text, from 1, under which the value begins
};

}  // namespace postern::report
