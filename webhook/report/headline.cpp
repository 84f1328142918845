#include "report/headline.h"

#include <fmt/format.h>

#include <string_view>

namespace postern::report {
namespace {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

std::string headline(const Run& run, const Tally& counts) {
  if (counts.deny != 0) {
    return "Would be refused: " + counted(counts.deny, "finding", "findings");
  }
  if (!run.faults.empty()) {
    return "Not everything could be judged";
  }
  return counts.warn == 0 ? "Nothing would be refused" : "Accepted, with warnings";
}

std::string facts(const Run& run) {
  std::string text = counted(run.objects, "object", "objects") + " judged";
  if (!run.files.empty()) {
    text += " in " + counted(run.files.size(), "file", "files");
  }
  if (run.skipped != 0) {
    text += ", " + counted(run.skipped, "document", "documents") + " skipped";
  }
  return text;
}

}  // namespace postern::report
