#include "report/tell.h"

#include <fmt/core.h>

#include <cstdio>
#include <string>

#include "base/utf8.h"

namespace postern::report {
namespace {

constexpr std::size_t kLongestFile = 4096;

// False when one of the reports could not be written, which is told.
bool write_all(const Run& run, const std::vector<Output>& outputs) {
  bool written = true;
  for (const Output& output : outputs) {
    if (const Result<void> done = write(run, output); !done) {
      tell_fault({.file = output.file, .reason = done.error().message});
      written = false;
    }
  }
  return written;
}

}  // namespace

void tell_fault(const Fault& fault) {
  std::string place = fault.file.empty() ? "postern" : printable(fault.file, kLongestFile);
  if (fault.line != 0) {
    place += fmt::format(":{}", fault.line);
  }
  if (fault.column != 0) {
    place += fmt::format(":{}", fault.column);
  }
  fmt::print(stderr, "{}: {}\n", place, fault.reason.view());
}

int conclude(const Run& run, const std::vector<Output>& outputs) {
  const bool written = write_all(run, outputs);
  for (const Fault& fault : run.faults) {
    tell_fault(fault);
  }
  if (!run.faults.empty() || !written) {
    return kCouldNotRun;
  }
  return fails(run) ? kFindings : 0;
}

}  // namespace postern::report
