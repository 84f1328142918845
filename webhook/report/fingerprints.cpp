#include "report/fingerprints.h"

#include <map>
#include <string>

#include "report/place.h"

namespace postern::report {
namespace {

rules::Fingerprint fingerprint_of(const Run& run, const LocatedFinding& located) {
  rules::Fingerprint print = located.finding.fingerprint;
  for (const std::string_view part :
       {located.kind.view(), located.name_space.view(), located.name.view()}) {
    print = extended(print, part);
  }
  return extended(print, repository_path(run, located.file));
}

}  // namespace

std::vector<rules::Fingerprint> fingerprints_of(const Run& run) {
  // The same object twice in one file: the second is told apart by its number.
  std::map<std::uint64_t, std::size_t> seen;
  std::vector<rules::Fingerprint> prints;
  prints.reserve(run.findings.size());
  for (const LocatedFinding& located : run.findings) {
    rules::Fingerprint print = fingerprint_of(run, located);
    const std::size_t before = seen[print.value]++;
    if (before != 0) {
      print = extended(print, std::to_string(before));
    }
    prints.push_back(print);
  }
  return prints;
}

}  // namespace postern::report
