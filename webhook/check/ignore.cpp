#include "check/ignore.h"

#include <fnmatch.h>

#include <algorithm>
#include <ranges>

namespace postern::check {
namespace {

constexpr std::string_view kAnyDepth = "**";

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t slash = path.find('/');
    if (slash != 0 && !path.empty()) {
      parts.emplace_back(path.substr(0, slash));
    }
    if (slash == std::string_view::npos) {
      return parts;
    }
    path.remove_prefix(slash + 1);
  }
}

// Trailing spaces do not count unless they are escaped (gitignore(5)).
std::string_view without_trailing_space(std::string_view line) {
  while (line.ends_with(' ') || line.ends_with('\t') || line.ends_with('\r')) {
    if (line.ends_with("\\ ")) {
      break;
    }
    line.remove_suffix(1);
  }
  return line;
}

// For every prefix of the path whether the patterns seen so far match it whole.
bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  std::vector<bool> reached(path.size() + 1, false);
  reached[0] = true;
  for (const std::string& segment : pattern) {
    std::vector<bool> next(path.size() + 1, false);
    for (std::size_t at = 0; at <= path.size(); ++at) {
      if (segment == kAnyDepth) {
        next[at] = reached[at] || (at > 0 && next[at - 1]);
      } else if (at < path.size() && reached[at] &&
                 fnmatch(segment.c_str(), path[at].c_str(), 0) == 0) {
        next[at + 1] = true;
      }
    }
    reached = std::move(next);
  }
  return reached.back();
}

}  // namespace

void IgnoreList::add_line(std::string_view line) {
  line = without_trailing_space(line);
  if (line.empty() || line.starts_with('#')) {
    return;
  }
  Pattern pattern;
  if (line.starts_with('!')) {
    pattern.keep = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.directories_only = true;
    line.remove_suffix(1);
  }
  // A slash at the start or inside ties the pattern to the directory of the file.
  if (line.find('/') == std::string_view::npos) {
    pattern.segments.emplace_back(kAnyDepth);
  }
  std::ranges::move(split(line), std::back_inserter(pattern.segments));
  // "a/**" is everything inside a, not a itself.
  if (pattern.segments.size() > 1 && pattern.segments.back() == kAnyDepth) {
    pattern.segments.emplace_back("*");
  }
  if (!pattern.segments.empty()) {
    patterns_.push_back(std::move(pattern));
  }
}

IgnoreList::Opinion IgnoreList::opinion(std::string_view path, Kind kind) const {
  const std::vector<std::string> parts = split(path);
  for (const Pattern& pattern : std::views::reverse(patterns_)) {
    const bool speaks_of_it = kind == Kind::kDirectory || !pattern.directories_only;
    if (speaks_of_it && matches(pattern.segments, parts)) {
      return pattern.keep ? Opinion::kKept : Opinion::kIgnored;
    }
  }
  return Opinion::kNone;
}

}  // namespace postern::check
