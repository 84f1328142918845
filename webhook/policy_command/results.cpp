#include "policy_command/results.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "report/markup.h"

namespace postern::policy_command {
namespace {

constexpr std::size_t kLongest = 4096;

std::string junit_case(const Outcome& outcome) {
  std::string out =
      fmt::format(R"(    <testcase classname="{}" name="{}" line="{}")",
                  report::markup(outcome.file), report::markup(outcome.name), outcome.line);
  if (outcome.differences.empty()) {
    return out + "/>\n";
  }
  out +=
      fmt::format(">\n      <failure message=\"{}\">", report::markup(outcome.differences.front()));
  for (const std::string& difference : outcome.differences) {
    out += report::markup(difference) + "\n";
  }
  return out + "</failure>\n    </testcase>\n";
}

}  // namespace

std::size_t Results::failed() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      outcomes, [](const Outcome& outcome) { return !outcome.differences.empty(); }));
}

std::string as_text(const Results& results) {
  std::string out;
  for (const Outcome& outcome : results.outcomes) {
    out += fmt::format("{} {}:{}: {}\n", outcome.differences.empty() ? "ok  " : "FAIL",
                       printable(outcome.file, kLongest), outcome.line,
                       printable(outcome.name, kLongest));
    for (const std::string& difference : outcome.differences) {
      out += fmt::format("       {}\n", difference);
    }
  }
  return out + fmt::format("{} cases, {} failed, {} could not be run\n", results.outcomes.size(),
                           results.failed(), results.faults.size());
}

std::string as_junit(const Results& results) {
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      "  <testsuite name=\"postern policy test\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
      results.outcomes.size() + results.faults.size(), results.failed(), results.faults.size());
  for (const Outcome& outcome : results.outcomes) {
    out += junit_case(outcome);
  }
  for (const std::string& fault : results.faults) {
    out += fmt::format(
        "    <testcase classname=\"cases\" name=\"{0}\">\n      <error message=\"{0}\"/>\n"
        "    </testcase>\n",
        report::markup(fault));
  }
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace postern::policy_command
