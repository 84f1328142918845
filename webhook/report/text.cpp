#include "report/text.h"

#include <fmt/format.h>

#include <limits>

#include "base/utf8.h"
#include "report/line.h"

namespace postern::report {
namespace {

constexpr std::size_t kLongestFile = 4096;

std::string place(const LocatedFinding& located) {
  const std::string file = printable(located.file, kLongestFile);
  return located.line == 0 ? file : fmt::format("{}:{}:{}", file, located.line, located.column);
}

}  // namespace

std::string text(const std::vector<LocatedFinding>& findings) {
  std::string out;
  for (const LocatedFinding& located : findings) {
    out += fmt::format("{}: {}: {}: {}\n", place(located), to_text(outcome_of(located)).view(),
                       object_of(located),
                       line(located.finding, std::numeric_limits<std::size_t>::max()));
  }
  return out;
}

}  // namespace postern::report
