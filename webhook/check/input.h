// The texts that `postern check` judges: files, directories and standard input.
// Guarantees a stable order, every unreadable input named, and symbolic link loops left alone.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace postern::check {

/// The largest file that is read, in bytes.
inline constexpr std::size_t kMaximumFile = 256U << 20U;

struct Input {
  std::string name;  // as it is shown: a path, or "<stdin>"
  std::string text;
};

/// Calls `take` with every input in order, one in memory at a time, and `refuse` with the name of
/// what cannot be read. "-" is standard input; a directory stands for its .yaml, .yml and .json
/// files, recursively, sorted by path.
void for_each_input(const std::vector<std::string>& arguments,
                    const std::function<void(const Input&)>& take,
                    const std::function<void(const std::string& name, const Error&)>& refuse);

}  // namespace postern::check
