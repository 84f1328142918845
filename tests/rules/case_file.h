// The case files tests/rules/<rule-id>.yaml: what a rule fires on and what it stays silent on.
// Guarantees that a misspelt field of a case is an error, never a case that tests nothing.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace postern::testing {

using Json = nlohmann::json;

struct RuleCase {
  std::string rule;
  std::string name;
  bool fires = false;
  Json object;                  // the manifest under test
  Json before;                  // null, or the object that it replaces
  std::vector<Json> world;      // what else exists
  bool complete = false;        // nothing else exists
  Json policy;                  // null, or the fields of a policy file
  std::string now;              // a date, 2026-01-31; empty: a fixed one
  std::vector<std::string> at;  // the paths at which it fires, in order
  std::string action;           // of every finding; empty: any
};

/// Reads one case file through the product's own YAML loader. Throws std::runtime_error with the
/// file's name when it is malformed.
[[nodiscard]] std::vector<RuleCase> read_cases(const std::string& path, std::string_view rule);

/// The Secret of a release of the chart under tests/fixtures/charts that supplies `values`;
/// `changes` replace parts of the stored release, maps merge.
[[nodiscard]] Json eden_release(const Json& values, const Json& changes);

/// YAML or JSON text as one JSON value.
[[nodiscard]] Json parse_manifest(std::string_view text);

}  // namespace postern::testing
