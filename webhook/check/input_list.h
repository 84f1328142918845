// The inputs that arguments stand for: files, directories and standard input.
// Guarantees a stable order, every directory that cannot be read named, and no link loops.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "check/ignore.h"

namespace postern::check {

inline constexpr std::string_view kIgnoreFile = ".posternignore";

struct Input {
  std::string name;  // as it is shown: a path, or "<stdin>"
  bool standard_input = false;
};

struct Unreadable {
  std::string name;
  Error error;
};

struct InputList {
  std::vector<Input> inputs;
  std::vector<Unreadable> unreadable;
  std::vector<std::string> empty;  // directories without a manifest
};

/// "-" is standard input; a directory stands for its .yaml, .yml and .json files, recursively,
/// sorted by path, without what a .posternignore in it, above it (up to the working directory) or
/// `ignored` leaves out. Paths of `ignored` are relative to `ignored_under`. Links to files are
/// followed, links to directories are not. A file that is named itself is never left out.
[[nodiscard]] InputList list_inputs(const std::vector<std::string>& arguments,
                                    const IgnoreList& ignored, const std::string& ignored_under);

}  // namespace postern::check
