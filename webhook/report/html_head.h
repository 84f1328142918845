// The upper part of the HTML report: document head, verdict, counts and filter.
// Guarantees a content security policy that names the page's own style and script by their hashes.
#pragma once

#include <string>

#include "report/run.h"

namespace postern::report {

/// Everything up to the findings, `<main>` opened.
[[nodiscard]] std::string html_head(const Run& run);

}  // namespace postern::report
