// Files that appear whole or not at all.
// Guarantees that a private file is never readable by others, not even while it is being written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/sealed.h"

namespace postern::certificate {

enum class Reader : std::uint8_t { kAnyone, kOwner };  // mode 0644, 0600
enum class Existing : std::uint8_t { kRefuse, kReplace };

struct File {
  std::string name;
  Sealed<std::string> content;
  Reader reader = Reader::kAnyone;
};

/// Writes all files beside their places first, then moves them there in the order given. The
/// directory is made when it is missing. The error names the file.
[[nodiscard]] Result<void> write_files(const std::string& directory, const std::vector<File>& files,
                                       Existing existing);

}  // namespace postern::certificate
