// Runs every case file, and holds every rule to what the catalog promises of it.
#include <gtest/gtest.h>

#include <cctype>
#include <chrono>
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <set>

#include "case_file.h"
#include "engine/evaluate.h"
#include "engine/known_rules.h"
#include "kube/load_json.h"
#include "kube/memory_world.h"
#include "policy/date.h"
#include "policy/load_policy.h"
#include "rules/catalog.h"

namespace postern::testing {
namespace {

using rules::Finding;
using rules::Rule;

const std::string kDirectory = std::string(POSTERN_SOURCE_DIR) + "/tests/rules/";
constexpr const char* kDefaultNow = "2026-11-23";

std::vector<RuleCase> cases_of(const Rule& rule) {
  const std::string id(rule.id.view());
  return read_cases(kDirectory + id + ".yaml", id);
}

// Views refer to their document, so both are kept together.
class Loaded {
 public:
  explicit Loaded(const Json& manifest)
      : document_(kube::load_json(manifest.dump())), object_(kube::read_object(root())) {
    if (!object_) {
      throw std::runtime_error(object_.error().message.str());
    }
  }
  [[nodiscard]] const kube::Object& object() const { return *object_; }

 private:
  [[nodiscard]] kube::Json root() const {
    if (!document_) {
      throw std::runtime_error(document_.error().message.str());
    }
    return document_->root();
  }

  kube::LoadResult<kube::Document> document_;
  Result<kube::Object> object_;
};

Instant instant_of(const std::string& date) {
  const auto parsed = policy::date_from_text(date.empty() ? kDefaultNow : date);
  if (!parsed) {
    throw std::runtime_error("now is not a date");
  }
  return parsed->day;
}

policy::Policy policy_of(const RuleCase& test, Instant now) {
  if (test.policy.is_null()) {
    return policy::built_in_policy();
  }
  Json file = test.policy;
  file["apiVersion"] = "postern.dev/v1";
  file["kind"] = "Policy";
  policy::LoadedPolicy loaded = policy::load_policy(file.dump(), engine::known_rules(), now);
  if (!loaded.policy) {
    throw std::runtime_error(loaded.error().message.str());
  }
  return *std::move(loaded.policy);
}

std::vector<Finding> findings_of(const RuleCase& test) {
  const Instant now = instant_of(test.now);
  const policy::Policy policy = policy_of(test, now);
  kube::MemoryWorld world("shop", test.complete ? kube::MemoryWorld::Extent::kEverything
                                                : kube::MemoryWorld::Extent::kPart);
  for (const Json& neighbour : test.world) {
    world.add(Loaded(neighbour).object());
  }
  const Loaded subject(test.object);
  std::optional<Loaded> before;
  rules::Context context{world, policy, now};
  if (!test.before.is_null()) {
    before.emplace(test.before);
    context.before = &before->object();
  }
  std::vector<Finding> findings = engine::evaluate(subject.object(), context);
  std::erase_if(findings,
                [&](const Finding& finding) { return finding.rule->id.view() != test.rule; });
  return findings;
}

class CaseTest : public ::testing::Test {
 public:
  explicit CaseTest(RuleCase test) : test_(std::move(test)) {}

  void TestBody() override {
    std::vector<std::string> paths;
    for (const Finding& finding : findings_of(test_)) {
      paths.push_back(finding.path.str());
      EXPECT_TRUE(test_.action.empty() || to_text(finding.action).view() == test_.action)
          << "the action is " << to_text(finding.action).view();
      EXPECT_TRUE(finding.hint.view().ends_with('.')) << finding.hint.view();
      EXPECT_FALSE(finding.message.view().ends_with('.')) << finding.message.view();
    }
    EXPECT_EQ(paths, test_.at);
  }

 private:
  RuleCase test_;
};

bool fires_on(const Rule& rule, const std::string& manifest) {
  RuleCase test{.rule = std::string(rule.id.view())};
  // A rule about releases shows the values that the user supplies.
  test.object = rule.id.view().starts_with("release-")
                    ? eden_release(parse_manifest(manifest), Json::object())
                    : parse_manifest(manifest);
  return !findings_of(test).empty();
}

TEST(Catalog, IdsAreUniqueAndWellFormed) {
  std::set<std::string_view> seen;
  for (const Rule* rule : rules::catalog()) {
    const std::string_view id = rule->id.view();
    EXPECT_TRUE(seen.insert(id).second) << id << " stands twice";
    EXPECT_EQ(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string_view::npos)
        << id;
  }
}

TEST(Catalog, TextsAreSentences) {
  for (const Rule* rule : rules::catalog()) {
    EXPECT_TRUE(rule->hint.view().ends_with('.')) << rule->id.view();
    EXPECT_TRUE(rule->why.view().ends_with('.')) << rule->id.view();
    EXPECT_FALSE(rule->title.view().ends_with('.')) << rule->id.view();
  }
}

TEST(Catalog, ABadExampleFiresAndAGoodOneIsSilent) {
  for (const Rule* rule : rules::catalog()) {
    if (rule->bad_needs_world) {
      continue;  // its case file shows it, with the neighbours that it needs
    }
    EXPECT_TRUE(fires_on(*rule, std::string(rule->bad.view()))) << rule->id.view();
    EXPECT_FALSE(fires_on(*rule, std::string(rule->good.view()))) << rule->id.view();
  }
}

TEST(Catalog, EveryRuleHasAFiringAndASilentCase) {
  for (const Rule* rule : rules::catalog()) {
    const std::vector<RuleCase> cases = cases_of(*rule);
    EXPECT_TRUE(std::ranges::any_of(cases, &RuleCase::fires)) << rule->id.view();
    EXPECT_FALSE(std::ranges::all_of(cases, &RuleCase::fires)) << rule->id.view();
  }
}

TEST(Catalog, EveryCaseFileHasARule) {
  for (const auto& entry : std::filesystem::directory_iterator(kDirectory)) {
    if (entry.path().extension() == ".yaml") {
      EXPECT_NE(rules::find_rule(entry.path().stem().string()), nullptr) << entry.path();
    }
  }
}

void register_cases() {
  for (const Rule* rule : rules::catalog()) {
    for (const RuleCase& test : cases_of(*rule)) {
      const std::string name = test.rule + (test.fires ? "/fires/" : "/silent/") + test.name;
      ::testing::RegisterTest("RuleCases", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [test]() -> ::testing::Test* { return new CaseTest(test); });
    }
  }
}

}  // namespace
}  // namespace postern::testing

int main(int argc, char** argv) {
  try {
    ::testing::InitGoogleTest(&argc, argv);
    postern::testing::register_cases();
    return RUN_ALL_TESTS();
  } catch (const std::exception& error) {
    std::cerr << "rule cases: " << error.what() << "\n";
    return 1;
  }
}
