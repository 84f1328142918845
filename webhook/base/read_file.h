// Reads the bytes of a file.
// Guarantees a bounded read of a regular file, whole: one that changes under the read is read anew.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace postern {

/// Why a file cannot be opened or read: `code` is errno.
[[nodiscard]] Error file_error(int code);

/// Fails with a reason that does not repeat the path, and for more than `maximum` bytes.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t maximum);

}  // namespace postern
