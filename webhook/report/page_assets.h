// The style and the script of the HTML report: page.css and page.js beside this file.
// Guarantees the text of those files, compiled in.
#pragma once

#include <string_view>

namespace postern::report {

[[nodiscard]] std::string_view page_style();
[[nodiscard]] std::string_view page_script();

}  // namespace postern::report
