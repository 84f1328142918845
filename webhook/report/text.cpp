#include "report/text.h"

#include <fmt/format.h>

#include <limits>

#include "report/line.h"

namespace postern::report {
namespace {

std::string place(const LocatedFinding& located) {
  if (located.line == 0) {
    return located.file;
  }
  return fmt::format("{}:{}:{}", located.file, located.line, located.column);
}

std::string object(const LocatedFinding& located) {
  const std::string_view name_space = located.name_space.view();
  return fmt::format("{} {}{}{}", located.kind.view(), name_space, name_space.empty() ? "" : "/",
                     located.name.view());
}

}  // namespace

std::string text(const std::vector<LocatedFinding>& findings) {
  std::string out;
  for (const LocatedFinding& located : findings) {
    out += fmt::format("{}: {}: {}: {}\n", place(located), to_text(located.finding.action).view(),
                       object(located),
                       line(located.finding, std::numeric_limits<std::size_t>::max()));
  }
  return out;
}

}  // namespace postern::report
