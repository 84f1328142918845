// What running the cases led to, for a terminal and for a CI server.
// Guarantees that every case stands in the output, and each failure with its differences.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace postern::policy_command {

struct Outcome {
  std::string file;
  std::size_t line = 0;
  std::string name;
  std::vector<std::string> differences;  // none: it passed
};

struct Results {
  std::vector<Outcome> outcomes;
  std::vector<std::string> faults;  // what could not be run, and why

  [[nodiscard]] std::size_t failed() const;
};

[[nodiscard]] std::string as_text(const Results& results);
[[nodiscard]] std::string as_junit(const Results& results);

}  // namespace postern::policy_command
