// A finding of a front end that reads files: which object of which file it is about.
// Guarantees that names are printable.
#pragma once

#include <cstddef>
#include <string>

#include "base/speakable.h"
#include "rules/finding.h"

namespace postern::report {

struct LocatedFinding {
  rules::Finding finding;
  Name kind;
  Name name_space;
  Name name;
  std::string file;        // as given on the command line; "<stdin>" for standard input
  std::size_t line = 0;    // from 1; 0 when not known
  std::size_t column = 0;  // from 1; 0 when not known
};

}  // namespace postern::report
