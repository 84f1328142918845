#include "report/choices.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/utf8.h"
#include "engine/known_rules.h"
#include "policy/load_policy.h"

namespace postern::report {
namespace {

// Before there is a second thread.
std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  names.reserve(kFormats.size());
  for (const Format format : kFormats) {
    names.emplace_back(to_text(format).view());
  }
  return names;
}

FailOn fail_on_from(std::string_view word) {
  if (word == kFailOnNever) {
    return FailOn::kNever;
  }
  return word == kFailOnWarn ? FailOn::kWarn : FailOn::kDeny;
}

Colour colour_from(std::string_view word) {
  if (word != "auto") {
    return word == "always" ? Colour::kOn : Colour::kOff;
  }
  const bool wanted = variable("NO_COLOR").empty() && variable("TERM") != "dumb";
  return wanted && ::isatty(STDOUT_FILENO) == 1 ? Colour::kOn : Colour::kOff;
}

std::optional<policy::Policy> policy_from(const std::string& file, Instant now) {
  if (file.empty()) {
    return policy::built_in_policy();
  }
  policy::LoadedPolicy loaded = policy::load_policy_file(file, engine::known_rules(), now);
  for (const policy::Problem& problem : loaded.problems) {
    fmt::print(stderr, "{}\n", line_of(problem, file));
  }
  if (loaded.left_out != 0) {
    fmt::print(stderr, "{}: and {} more\n", printable(file, 4096), loaded.left_out);
  }
  return std::move(loaded.policy);
}

}  // namespace postern::report
