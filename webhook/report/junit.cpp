#include "report/junit.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

#include "report/line.h"
#include "report/markup.h"
#include "report/place.h"
#include "rules/rule.h"

namespace postern::report {
namespace {

struct Suite {
  std::string file;
  std::string cases;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
};

// In the order of the run's files; what is only named by a finding comes last.
class Suites {
 public:
  explicit Suites(const Run& run) : run_(run) {
    for (const std::string& file : run.files) {
      static_cast<void>(of(file));
    }
  }

  Suite& of(const std::string& file) {
    const auto [found, is_new] = indices_.emplace(repository_path(run_, file), suites_.size());
    if (is_new) {
      suites_.push_back({.file = file.empty() ? "cluster" : shown_file(run_, file)});
    }
    return suites_[found->second];
  }

  [[nodiscard]] std::vector<Suite>& all() { return suites_; }

 private:
  const Run& run_;
  std::vector<Suite> suites_;
  std::map<std::string, std::size_t> indices_;
};

std::string test_case(const Suite& suite, std::string_view name, std::size_t line,
                      std::string_view result) {
  const std::string at = line == 0 ? std::string() : fmt::format(R"( line="{}")", line);
  return fmt::format(
      "    <testcase classname=\"{0}\" name=\"{1}\" file=\"{0}\"{2} time=\"0\">{3}</testcase>\n",
      markup(suite.file), markup(name), at, result);
}

std::string place_of(const Suite& suite, std::size_t line, std::size_t column) {
  return line == 0 ? suite.file : fmt::format("{}:{}:{}", suite.file, line, column);
}

bool is_failure(const Run& run, const LocatedFinding& located) {
  const Outcome outcome = outcome_of(located);
  return outcome == Outcome::kDeny || (outcome == Outcome::kWarn && run.fail_on == FailOn::kWarn);
}

void add(const Run& run, const LocatedFinding& located, Suite& suite) {
  const rules::Finding& finding = located.finding;
  const std::string name =
      fmt::format("{}: {} {}", finding.rule->id.view(), object_of(located), finding.path.str());
  const std::string_view outcome = to_text(outcome_of(located)).view();
  const std::string message = markup(fmt::format("{}: {}", outcome, finding.message.view()));
  ++suite.tests;
  std::string result;
  if (is_failure(run, located)) {
    ++suite.failures;
    result = fmt::format(R"(<failure type="{}" message="{}">{}: {}</failure>)", outcome, message,
                         markup(place_of(suite, located.line, located.column)),
                         markup(sentence(finding)));
  } else {
    ++suite.skipped;
    result = fmt::format(R"(<skipped message="{}"/>)", message);
  }
  suite.cases += test_case(suite, name, located.line, result);
}

void add(const Fault& fault, Suite& suite) {
  ++suite.tests;
  ++suite.errors;
  const std::string result = fmt::format(
      R"(<error type="unreadable-input" message="{}">{}: {}</error>)", markup(fault.reason.view()),
      markup(place_of(suite, fault.line, fault.column)), markup(fault.reason.view()));
  suite.cases += test_case(suite, "can be judged", fault.line, result);
}

void add_to(Suite& total, const Suite& suite) {
  total.tests += suite.tests;
  total.failures += suite.failures;
  total.errors += suite.errors;
  total.skipped += suite.skipped;
}

std::string counts(const Suite& suite) {
  return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="0")", suite.tests,
                     suite.failures, suite.errors, suite.skipped);
}

}  // namespace

std::string junit(const Run& run) {
  Suites suites(run);
  for (const LocatedFinding& located : run.findings) {
    add(run, located, suites.of(located.file));
  }
  for (const Fault& fault : run.faults) {
    add(fault, suites.of(fault.file));
  }
  if (suites.all().empty()) {
    static_cast<void>(suites.of({}));  // some importers take a report without a test for broken
  }
  Suite total;
  std::string body;
  for (Suite& suite : suites.all()) {
    if (suite.tests == 0) {
      suite.tests = 1;
      suite.cases = test_case(suite, "no finding", 0, "");
    }
    add_to(total, suite);
    body += fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n", markup(suite.file),
                        counts(suite), suite.cases);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" {}>\n{}"
      "</testsuites>\n",
      run.program.view(), counts(total), body);
}

}  // namespace postern::report
