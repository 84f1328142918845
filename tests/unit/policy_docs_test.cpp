// What docs/ and tests/policy hold is what the program says and does today.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "engine/known_rules.h"
#include "policy/load_policy.h"
#include "policy/schema.h"
#include "policy_command/case_files.h"
#include "policy_command/show.h"

namespace postern::policy_command {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
const std::string kSource = POSTERN_SOURCE_DIR;

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(kSource + "/" + path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

TEST(PolicyDocs, AreWhatTheProgramPrints) {
  const policy::KnownRules rules = engine::known_rules();
  EXPECT_EQ(read("docs/policy.schema.json"), policy::json_schema(rules)) << "run: make docs";
  EXPECT_EQ(read("docs/policy-keys.md"), policy::key_table()) << "run: make docs";
  EXPECT_EQ(read("docs/policy-profiles.md"), policy::profile_table(rules)) << "run: make docs";
}

TEST(PolicyDocs, ExamplesAreGoodPolicies) {
  const std::string page = read("docs/policy.md");
  std::size_t tried = 0;
  for (std::size_t at = page.find("```yaml\n"); at != std::string::npos;
       at = page.find("```yaml\n", at + 8)) {
    std::string text = page.substr(at + 8, page.find("```", at + 8) - at - 8);
    const bool part = text.starts_with("applications:");
    if (part) {
      text = "apiVersion: postern.dev/v1\nkind: Policy\n" + text;
    }
    if (part || text.find("kind: Policy") != std::string::npos) {
      const policy::LoadedPolicy loaded = policy::load_policy(text, engine::known_rules(), kNow);
      EXPECT_THAT(loaded.problems, IsEmpty())
          << (loaded.problems.empty() ? "" : line_of(loaded.problems[0], "example"));
      ++tried;
    }
  }
  EXPECT_GE(tried, 2U);
}

TEST(PolicySchema, KnowsEveryKeyOfTheEffectivePolicy) {
  const json schema = json::parse(policy::json_schema(engine::known_rules()));
  std::istringstream text(effective(policy::built_in_policy(), engine::known_rules()));
  for (std::string line; std::getline(text, line);) {
    const std::size_t colon = line.find(':');
    if (!line.empty() && line[0] != ' ' && line[0] != '#' && colon != std::string::npos) {
      EXPECT_TRUE(schema["properties"].contains(line.substr(0, colon))) << line;
    }
  }
}

TEST(PolicyShow, TheEffectivePolicyIsAPolicyThatMeansTheSame) {
  const policy::KnownRules rules = engine::known_rules();
  const policy::Policy policy = policy::built_in_policy();
  const policy::LoadedPolicy loaded = policy::load_policy(effective(policy, rules), rules, kNow);
  ASSERT_TRUE(loaded.policy.has_value());
  EXPECT_EQ(loaded.policy->hash, policy.hash);
  EXPECT_THAT(loaded.problems, IsEmpty());
}

TEST(PolicyCases, TheShippedOnesPass) {
  const Results results =
      run_cases(kSource + "/tests/policy", policy::built_in_policy(), engine::known_rules(), kNow);
  EXPECT_THAT(results.faults, IsEmpty());
  EXPECT_EQ(results.failed(), 0U) << as_text(results);
  EXPECT_FALSE(results.outcomes.empty());
}

class CaseFile : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  Results run(const std::string& text) const {
    std::ofstream(path_) << text;
    return run_cases(path_, policy::built_in_policy(), engine::known_rules(), kNow);
  }
  std::string path_ = testing::TempDir() + "/postern-case-" +
                      testing::UnitTest::GetInstance()->current_test_info()->name() + ".yaml";
};

const std::string kWrongSecret =
    "object: {apiVersion: v1, kind: Secret, metadata: {name: db}, stringData: {DATABASE_URL: "
    "\"postgres://app:hunter2@db.example.org/x?sslmode=disable&sslmode=disable\"}}\n";

TEST_F(CaseFile, AFailureShowsWhatIsMissingAndWhatIsThereInstead) {
  const Results results = run("name: <wrong>\n" + kWrongSecret +
                              "expect: {allowed: true, rules: [secret-data-invalid]}\n");
  ASSERT_THAT(results.outcomes, SizeIs(1));
  EXPECT_EQ(results.failed(), 1U);
  const std::string text = as_text(results);
  EXPECT_THAT(text, HasSubstr("FAIL"));
  EXPECT_THAT(text, HasSubstr("allowed: expected true, got false"));
  EXPECT_THAT(text, HasSubstr("rules: - secret-data-invalid"));
  EXPECT_THAT(text, HasSubstr("rules: + dsn-sslmode-weak (not expected): deny: "));
  EXPECT_THAT(text, testing::Not(HasSubstr("hunter2")));
  const std::string junit = as_junit(results);
  EXPECT_THAT(junit, HasSubstr("name=\"&lt;wrong&gt;\""));
  EXPECT_THAT(junit, HasSubstr("failures=\"1\" errors=\"0\""));
  EXPECT_THAT(junit, testing::Not(HasSubstr("hunter2")));
}

TEST_F(CaseFile, WhatCannotBeRunIsAFault) {
  EXPECT_THAT(run("expect: {allowed: true}\n").faults,
              testing::ElementsAre(HasSubstr("a case needs object and expect")));
  EXPECT_THAT(run(kWrongSecret + "expects: {allowed: true}\nexpect: {allowed: true}\n").faults,
              testing::ElementsAre(HasSubstr("did you mean expect?")));
  EXPECT_THAT(run(kWrongSecret + "expect: {}\n").faults,
              testing::ElementsAre(HasSubstr("expect says nothing")));
  EXPECT_THAT(run(kWrongSecret + "expect: {allowed: true}\npolicy: missing.yaml\n").faults,
              testing::Contains(HasSubstr("the file does not exist")));
  EXPECT_THAT(run("a: [\n").faults, SizeIs(1));
  EXPECT_THAT(run("").faults, testing::ElementsAre(HasSubstr("there is no case")));
}

}  // namespace
}  // namespace postern::policy_command
