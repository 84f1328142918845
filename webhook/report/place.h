// The place of a finding as reports name it: a file, told as the repository knows it.
// Guarantees printable text of bounded length, and URIs that hold nothing but what URIs may.
#pragma once

#include <string>
#include <string_view>

#include "report/run.h"

namespace postern::report {

/// The file without "./" and "x/..", and relative to the run's directory where it lies under it.
/// Raw bytes: for reading, comparing and encoding, not for showing.
[[nodiscard]] std::string repository_path(const Run& run, const std::string& file);

/// As above, printable.
[[nodiscard]] std::string shown_file(const Run& run, const std::string& file);

/// As above, percent-encoded (RFC 3986): a relative reference, or file:///... outside the
/// directory.
[[nodiscard]] std::string file_uri(const Run& run, const std::string& file);

}  // namespace postern::report
