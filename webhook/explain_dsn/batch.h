// Many connection strings, one JSON string per line in, one JSON object per line out, in order.
// Guarantees an object for every line, whatever its bytes, and memory bounded by the longest line.
#pragma once

#include "explain_dsn/facts.h"

namespace postern::explain_dsn {

/// The longest line that is decoded, in bytes: every byte of the longest string as "\u0000".
inline constexpr std::size_t kLongestLine = (6 * dsn::kMaximumLength) + 2;

/// Reads `input` to its end; answers what was read before it waits for more. False when reading or
/// writing failed.
[[nodiscard]] bool run_batch(int input, int output, Hosts hosts, const Judge& judge);

/// Appends the answer to one line and a newline.
void append_answer(std::string& out, std::string_view line, Hosts hosts, const Judge& judge);

}  // namespace postern::explain_dsn
