// Where a run is reported: pairs of a format and a file, as the command line asks for them.
// Guarantees one report per destination, and that one which cannot be written is an error.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "report/format.h"

namespace postern::report {

inline constexpr std::string_view kStandardOutput = "-";

struct Output {
  Format format = Format::kText;
  std::string file;              // "-": standard output
  Colour colour = Colour::kOff;  // of the format text
};

/// What `--format FORMAT` and any number of `--output FILE|FORMAT=FILE` ask for. The report of
/// --format goes to the FILE that names no format, else to standard output, where text has
/// the given colour.
[[nodiscard]] Result<std::vector<Output>> outputs_from(const std::string& format,
                                                       const std::vector<std::string>& outputs,
                                                       Colour colour = Colour::kOff);

/// Fails when the file cannot be written; the error does not name it.
[[nodiscard]] Result<void> write(const Run& run, const Output& output);

}  // namespace postern::report
