// Which files and directories a list of patterns leaves out, as .gitignore writes them.
// Guarantees that the last pattern that matches decides, and that a path is only ever compared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postern::check {

/// The patterns of one file; paths are relative to the directory of that file.
class IgnoreList {
 public:
  enum class Kind : bool { kFile, kDirectory };
  enum class Opinion : unsigned char { kNone, kIgnored, kKept };

  /// One line of a file: a pattern, a comment (`#`), or nothing.
  void add_line(std::string_view line);

  /// What the patterns say of `path`, its parts between slashes, without a leading one.
  [[nodiscard]] Opinion opinion(std::string_view path, Kind kind) const;

 private:
  struct Pattern {
    std::vector<std::string> segments;  // "**" stands for any number of them
    bool keep = false;                  // "!": takes back what an earlier pattern left out
    bool directories_only = false;
  };
  std::vector<Pattern> patterns_;
};

}  // namespace postern::check
