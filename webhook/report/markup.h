// Text inside XML and HTML.
// Guarantees that no text ends an element or an attribute, or starts one.
#pragma once

#include <string>
#include <string_view>

namespace postern::report {

/// Printable text with `& < > " '` written as references, for content and quoted attributes.
[[nodiscard]] std::string markup(std::string_view text);

}  // namespace postern::report
