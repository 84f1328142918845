// The facts of one connection string as a JSON object on one line.
// Guarantees strict JSON and the keys of the documented interface, always all of them.
#pragma once

#include <string>

#include "explain_dsn/facts.h"

namespace postern::explain_dsn {

/// Appends the object, without a newline.
void append_json(std::string& out, const Facts& facts);

/// Appends the object of a line of --batch that is no JSON string.
void append_bad_line(std::string& out, Literal reason);

}  // namespace postern::explain_dsn
