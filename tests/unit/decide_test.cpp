#include "engine/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "engine/known_rules.h"
#include "rules/reporter.h"

namespace postern::engine {
namespace {

using policy::Exception;
using policy::Mode;
using policy::Policy;
using rules::Finding;
using rules::Rule;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Rule kDenies{.id = "secret-data-invalid", .action = Action::kDeny};
constexpr Rule kWarns{.id = "dsn-sslmode-unverified", .action = Action::kWarn};
constexpr Rule kRecords{.id = "dsn-superuser", .action = Action::kAudit};
constexpr Rule kIsOff{.id = "dsn-password-missing", .action = Action::kOff};
constexpr Rule kScaled{.id = "dsn-sslmode-weak", .action = Action::kDeny};

const Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);

Finding finding(const Rule& rule, std::string_view key, int badness = 0) {
  std::vector<Finding> list;
  rules::Reporter report(list);
  report.begin(rule);
  report
      .at(kube::FieldPath().child("data").key(key), "badness {}",
          Count(static_cast<std::uint64_t>(badness)))
      .badness = badness;
  return list.front();
}

std::vector<std::string> keys(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  for (const Finding& entry : findings) {
    out.push_back(entry.path.str());
  }
  return out;
}

Exception exception(std::string name, std::string rule) {
  return {.name = std::move(name), .rules = {{std::move(rule)}}, .objects = {{}}, .reason = "x"};
}

const Request kCreate{
    .name_space = "shop", .kind = "Secret", .name = "db", .user = "jane", .now = kNow};

Request updating() {
  Request request = kCreate;
  request.operation = Operation::kUpdate;
  return request;
}

TEST(Decide, EachFindingStandsUnderItsAction) {
  const Verdict verdict = decide(
      {finding(kDenies, "a"), finding(kWarns, "b"), finding(kRecords, "c"), finding(kIsOff, "d")},
      {}, Policy{}, kCreate);
  EXPECT_FALSE(verdict.allowed);
  EXPECT_THAT(keys(verdict.denials), ElementsAre("data[a]"));
  EXPECT_THAT(keys(verdict.warnings), ElementsAre("data[b]"));
  EXPECT_THAT(keys(verdict.recorded), ElementsAre("data[c]"));
  EXPECT_THAT(verdict.refusing, ElementsAre(&kDenies));
}

TEST(Decide, TerminatingObjectsAndOtherOperationsPass) {
  for (const Operation operation : {Operation::kDelete, Operation::kConnect}) {
    Request request = kCreate;
    request.operation = operation;
    EXPECT_TRUE(decide({finding(kDenies, "a")}, {}, Policy{}, request).clean());
  }
  Request request = updating();
  request.terminating = true;
  EXPECT_TRUE(decide({finding(kDenies, "a")}, {}, Policy{}, request).allowed);
}

TEST(Decide, TheNamespacesModeIsInForce) {
  Policy policy;
  policy.namespaces = {{.match = {{"sh*"}}, .mode = Mode::kWarn}};
  const Verdict warned = decide({finding(kDenies, "a")}, {}, policy, kCreate);
  EXPECT_TRUE(warned.allowed);
  EXPECT_EQ(warned.mode, Mode::kWarn);
  EXPECT_THAT(keys(warned.warnings), ElementsAre("data[a]"));
  EXPECT_THAT(warned.refusing, ElementsAre(&kDenies)) << "what enforce would refuse";
  policy.namespaces[0].mode = Mode::kAudit;
  const Verdict audited =
      decide({finding(kDenies, "a"), finding(kWarns, "b")}, {}, policy, kCreate);
  EXPECT_TRUE(audited.allowed);
  EXPECT_THAT(keys(audited.recorded), ElementsAre("data[a]", "data[b]"));
  EXPECT_THAT(audited.refusing, ElementsAre(&kDenies));
}

TEST(Decide, AnUpdateIsRefusedOnlyForWhatItMakesWorse) {
  const std::vector<Finding> before{finding(kDenies, "a"), finding(kScaled, "b", 2)};
  const Verdict same =
      decide({finding(kDenies, "a"), finding(kScaled, "b", 2)}, before, Policy{}, updating());
  EXPECT_TRUE(same.allowed);
  EXPECT_THAT(keys(same.warnings), ElementsAre("data[a]", "data[b]"));
  EXPECT_THAT(same.refusing, IsEmpty());
  EXPECT_TRUE(decide({finding(kScaled, "b", 1)}, before, Policy{}, updating()).allowed)
      << "less bad";
  EXPECT_FALSE(decide({finding(kScaled, "b", 3)}, before, Policy{}, updating()).allowed) << "worse";
  EXPECT_FALSE(decide({finding(kDenies, "new")}, before, Policy{}, updating()).allowed);
  Policy strict;
  strict.existing_violations = policy::ExistingViolations::kDeny;
  EXPECT_FALSE(decide({finding(kDenies, "a")}, before, strict, updating()).allowed);
}

TEST(Decide, AnExceptionNamesItselfInTheVerdict) {
  Policy policy;
  policy.exceptions = {exception("legacy", "secret-*")};
  const Verdict verdict =
      decide({finding(kDenies, "a"), finding(kWarns, "b")}, {}, policy, kCreate);
  EXPECT_TRUE(verdict.allowed);
  ASSERT_EQ(verdict.excepted.size(), 1U);
  EXPECT_EQ(verdict.excepted[0].exception, "legacy");
  EXPECT_EQ(verdict.excepted[0].finding.path.str(), "data[a]");
  EXPECT_EQ(verdict.excepted[0].finding.action, Action::kDeny);
  EXPECT_THAT(keys(verdict.warnings), ElementsAre("data[b]"));
  EXPECT_THAT(verdict.refusing, IsEmpty());
}

TEST(Decide, AnExpiredExceptionNoLongerAppliesAndIsNamed) {
  Policy policy;
  policy.exceptions = {exception("legacy", "secret-*")};
  policy.exceptions[0].expires = policy::date_from_text("2026-11-22");
  const Verdict verdict = decide({finding(kDenies, "a")}, {}, policy, kCreate);
  EXPECT_FALSE(verdict.allowed);
  EXPECT_THAT(verdict.expired, ElementsAre("legacy"));
  Request before = kCreate;
  before.now = kNow - std::chrono::seconds(1);
  EXPECT_TRUE(decide({finding(kDenies, "a")}, {}, policy, before).allowed)
      << "through the end of its day";
  policy.exceptions.push_back(exception("renewed", "secret-data-invalid"));
  const Verdict renewed = decide({finding(kDenies, "a")}, {}, policy, kCreate);
  EXPECT_TRUE(renewed.allowed);
  EXPECT_THAT(renewed.expired, IsEmpty());
}

TEST(Decide, TheAnnotationWorksWhereThePolicyAllowsIt) {
  Request request = kCreate;
  request.exempt = {.rules = "dsn-malformed, secret-data-invalid", .has_reason = true};
  Policy policy;
  const Verdict refused = decide({finding(kDenies, "a")}, {}, policy, request);
  EXPECT_FALSE(refused.allowed);
  ASSERT_EQ(refused.notices.size(), 1U);
  EXPECT_THAT(refused.notices[0].str(), HasSubstr("does not allow the annotation"));
  policy.annotation_exemptions = {{.namespaces = {{"shop"}}, .rules = {{"secret-*"}}}};
  const Verdict exempted = decide({finding(kDenies, "a")}, {}, policy, request);
  EXPECT_TRUE(exempted.allowed);
  ASSERT_EQ(exempted.excepted.size(), 1U);
  EXPECT_EQ(exempted.excepted[0].exception, policy::kAnnotationException);
  EXPECT_THAT(exempted.notices, IsEmpty());
  request.exempt->has_reason = false;
  const Verdict reasonless = decide({finding(kDenies, "a")}, {}, policy, request);
  EXPECT_FALSE(reasonless.allowed);
  ASSERT_EQ(reasonless.notices.size(), 1U);
  EXPECT_THAT(reasonless.notices[0].str(), HasSubstr("without a reason"));
  request.exempt = {.rules = " , ,", .has_reason = true};
  EXPECT_FALSE(decide({finding(kDenies, "a")}, {}, policy, request).allowed);
}

TEST(Decide, BreakGlassLiftsRefusalsOnlyAndIsRecorded) {
  Policy policy;
  policy.break_glass.groups = {{"oncall"}};
  const std::vector<std::string_view> groups{"oncall"};
  Request request = kCreate;
  request.groups = groups;
  const Verdict verdict =
      decide({finding(kDenies, "a"), finding(kWarns, "b")}, {}, policy, request);
  EXPECT_TRUE(verdict.allowed);
  ASSERT_EQ(verdict.excepted.size(), 1U);
  EXPECT_EQ(verdict.excepted[0].exception, policy::kBreakGlassException);
  EXPECT_THAT(keys(verdict.warnings), ElementsAre("data[b]"));
  EXPECT_FALSE(decide({finding(kDenies, "a")}, {}, policy, kCreate).allowed);
}

TEST(Decide, StrictRefusesWhatOthersWarnAbout) {
  const Policy strict = policy::policy_of(policy::Profile::kStrict);
  EXPECT_FALSE(decide({finding(kWarns, "a")}, {}, strict, kCreate).allowed);
  EXPECT_TRUE(decide({finding(kIsOff, "a"), finding(kRecords, "b")}, {}, strict, kCreate).allowed);
}

// Thousands of findings against thousands of old ones and of exceptions: done in the time of one
// pass, or this test runs into the runner's limit.
TEST(Decide, ManyFindingsAndExceptionsDoNotMultiply) {
  std::vector<Finding> findings;
  for (int i = 0; i < 20'000; ++i) {
    findings.push_back(finding(kDenies, "key" + std::to_string(i)));
  }
  Policy policy;
  for (int i = 0; i < 10'000; ++i) {
    policy.exceptions.push_back(exception("e" + std::to_string(i), "dsn-m*"));
  }
  const Verdict verdict = decide(findings, findings, policy, updating());
  EXPECT_TRUE(verdict.allowed);
  EXPECT_EQ(verdict.warnings.size(), findings.size());
}

// ---- Properties, over random policies and requests; the seed is fixed, a failure names the round.

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  int below(int bound) { return std::uniform_int_distribution(0, bound - 1)(random_); }
  bool chance(int percent) { return below(100) < percent; }
  template <typename T>
  T one_of(std::vector<T> choices) {
    return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
  }

  Mode mode() { return one_of<Mode>({Mode::kEnforce, Mode::kWarn, Mode::kAudit}); }

  std::vector<Finding> findings() {
    std::vector<Finding> list;
    for (int i = below(6); i > 0; --i) {
      const Rule* rule = one_of<const Rule*>({&kDenies, &kWarns, &kRecords, &kIsOff, &kScaled});
      list.push_back(finding(*rule, one_of<std::string>({"a", "b", "c"}),
                             rule == &kScaled ? 1 + below(3) : 0));
    }
    return list;
  }

  Exception exception() {
    Exception made;
    made.name = "e" + std::to_string(below(1000));
    made.rules = {{one_of<std::string>({"*", "dsn-*", "secret-data-invalid", "dsn-sslmode-weak"})}};
    made.objects = {{.kind = {one_of<std::string>({"*", "Secret", "Pod"})},
                     .name_space = {one_of<std::string>({"*", "shop", "dev-*"})}}};
    if (chance(30)) {
      made.users = {{one_of<std::string>({"jane", "system:*"})}};
    }
    if (chance(50)) {
      made.expires = policy::date_from_text(one_of<std::string>({"2026-11-01", "2026-12-01"}));
    }
    return made;
  }

  Policy policy() {
    Policy made;
    made.profile = one_of<policy::Profile>({policy::Profile::kBaseline, policy::Profile::kStrict});
    made.mode = mode();
    if (chance(50)) {
      made.namespaces = {{.match = {{one_of<std::string>({"shop", "dev-*"})}}, .mode = mode()}};
    }
    if (chance(30)) {
      made.existing_violations = policy::ExistingViolations::kDeny;
    }
    if (chance(50)) {
      made.rules[one_of<std::string>({"dsn-sslmode-weak", "dsn-superuser"})] =
          one_of<Action>({Action::kDeny, Action::kWarn, Action::kAudit, Action::kOff});
    }
    for (int i = below(3); i > 0; --i) {
      made.exceptions.push_back(exception());
    }
    if (chance(20)) {
      made.annotation_exemptions = {{.namespaces = {{"*"}}, .rules = {{"dsn-*"}}}};
    }
    if (chance(20)) {
      made.break_glass.groups = {{"oncall"}};
    }
    return made;
  }

  Request request() {
    Request made = kCreate;
    made.operation = one_of<Operation>({Operation::kCreate, Operation::kUpdate});
    made.name_space = one_of<std::string_view>({"shop", "dev-1", "prod"});
    made.user = one_of<std::string_view>({"jane", "system:admin"});
    if (chance(30)) {
      made.groups = groups_;
    }
    if (chance(30)) {
      made.exempt = {.rules = "dsn-sslmode-weak,secret-*", .has_reason = chance(50)};
    }
    return made;
  }

 private:
  std::mt19937 random_;
  std::vector<std::string_view> groups_{"oncall"};
};

struct Case {
  Policy policy;
  Request request;
  std::vector<Finding> findings;
  std::vector<Finding> before;
};

template <typename Property>
void for_all(unsigned seed, const Property& property) {
  Generator generator(seed);
  for (int round = 0; round < 3000 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(round);
    Case made{generator.policy(), generator.request(), generator.findings(), {}};
    if (made.request.operation == Operation::kUpdate) {
      made.before = generator.findings();
    }
    property(generator, made);
  }
}

Verdict decided(const Case& made, const Policy& policy) {
  return decide(made.findings, made.before, policy, made.request);
}

TEST(DecideProperty, AddingAnExceptionNeverAddsADenial) {
  int lifted = 0;
  for_all(1, [&](Generator& generator, const Case& made) {
    const Verdict without = decided(made, made.policy);
    Policy more = made.policy;
    const auto at =
        more.exceptions.begin() + generator.below(static_cast<int>(more.exceptions.size() + 1));
    more.exceptions.insert(at, generator.exception());
    const Verdict with = decided(made, more);
    EXPECT_LE(with.denials.size(), without.denials.size());
    EXPECT_TRUE(with.allowed || !without.allowed);
    lifted += with.allowed && !without.allowed ? 1 : 0;
  });
  EXPECT_GT(lifted, 0) << "the generator never made an exception that counts";
}

TEST(DecideProperty, TighteningAModeNeverAllowsMore) {
  int refused = 0;
  for_all(2, [&](Generator& generator, const Case& made) {
    Policy tighter = made.policy;
    const auto tighten = [&](Mode& mode) {
      mode = static_cast<Mode>(generator.below(static_cast<int>(mode) + 1));
    };
    tighten(tighter.mode);
    for (policy::NamespaceMode& entry : tighter.namespaces) {
      tighten(entry.mode);
    }
    const Verdict before = decided(made, made.policy);
    const Verdict after = decided(made, tighter);
    EXPECT_TRUE(before.allowed || !after.allowed);
    EXPECT_GE(after.denials.size(), before.denials.size());
    refused += before.allowed && !after.allowed ? 1 : 0;
  });
  EXPECT_GT(refused, 0);
}

TEST(DecideProperty, AuditAndWarnNeverDeny) {
  for_all(3, [](Generator& generator, Case& made) {
    const Mode mode = generator.one_of<Mode>({Mode::kAudit, Mode::kWarn});
    made.policy.mode = mode;
    made.policy.namespaces.clear();
    const Verdict verdict = decided(made, made.policy);
    EXPECT_TRUE(verdict.allowed);
    EXPECT_THAT(keys(verdict.denials), IsEmpty());
    if (mode == Mode::kAudit) {
      EXPECT_THAT(keys(verdict.warnings), IsEmpty());
    }
  });
}

// `refusing` is what the log and the metrics say that enforce would refuse: it must be so.
TEST(DecideProperty, RefusingIsWhatEnforceRefuses) {
  for_all(4, [](Generator&, Case& made) {
    made.policy.break_glass.groups.clear();
    const Verdict verdict = decided(made, made.policy);
    Policy enforcing = made.policy;
    enforcing.mode = Mode::kEnforce;
    enforcing.namespaces.clear();
    EXPECT_EQ(verdict.refusing.empty(), decided(made, enforcing).allowed);
  });
}

TEST(DecideProperty, EveryFindingStandsInOneListUnlessItsRuleIsOff) {
  for_all(5, [](Generator&, const Case& made) {
    const Verdict verdict = decided(made, made.policy);
    std::size_t expected = 0;
    for (const Finding& entry : made.findings) {
      expected += made.policy.action_for(entry.rule->id.view(), entry.action) == Action::kOff;
    }
    EXPECT_EQ(verdict.denials.size() + verdict.warnings.size() + verdict.recorded.size() +
                  verdict.excepted.size() + expected,
              made.findings.size());
  });
}

TEST(DecideProperty, TighteningARuleNeverAllowsMore) {
  int refused = 0;
  for_all(6, [&](Generator& generator, Case& made) {
    const std::string rule = generator.one_of<std::string>({"dsn-sslmode-weak", "dsn-superuser"});
    const auto loose = generator.one_of<Action>({Action::kWarn, Action::kAudit, Action::kOff});
    made.policy.rules[rule] = loose;
    const Verdict before = decided(made, made.policy);
    made.policy.rules[rule] = Action::kDeny;
    const Verdict after = decided(made, made.policy);
    EXPECT_TRUE(before.allowed || !after.allowed);
    EXPECT_GE(after.denials.size(), before.denials.size());
    refused += before.allowed && !after.allowed ? 1 : 0;
  });
  EXPECT_GT(refused, 0);
}

TEST(DecideProperty, TimeOnlyTakesExceptionsAway) {
  int refused = 0;
  for_all(7, [&](Generator& generator, Case& made) {
    const Verdict now = decided(made, made.policy);
    made.request.now += std::chrono::hours(generator.below(24 * 60));
    const Verdict later = decided(made, made.policy);
    EXPECT_TRUE(now.allowed || !later.allowed);
    EXPECT_LE(later.excepted.size(), now.excepted.size());
    EXPECT_GE(later.expired.size(), now.expired.size());
    refused += now.allowed && !later.allowed ? 1 : 0;
  });
  EXPECT_GT(refused, 0);
}

TEST(DecideProperty, OneFindingMoreNeverAllowsMoreAndChangesNoOther) {
  for_all(8, [](Generator& generator, Case& made) {
    const Verdict before = decided(made, made.policy);
    const std::vector<Finding> more = generator.findings();
    made.findings.insert(made.findings.end(), more.begin(), more.end());
    const Verdict after = decided(made, made.policy);
    EXPECT_TRUE(before.allowed || !after.allowed);
    EXPECT_THAT(keys(after.denials), testing::IsSupersetOf(keys(before.denials)));
    EXPECT_THAT(keys(after.warnings), testing::IsSupersetOf(keys(before.warnings)));
  });
}

TEST(DecideProperty, WhatStoodBeforeOnlyExcuses) {
  int excused = 0;
  for_all(9, [&](Generator&, const Case& made) {
    const Verdict known = decided(made, made.policy);
    const Verdict fresh = decide(made.findings, {}, made.policy, made.request);
    EXPECT_TRUE(fresh.allowed ? known.allowed : true);
    Policy strict = made.policy;
    strict.existing_violations = policy::ExistingViolations::kDeny;
    EXPECT_EQ(decided(made, strict).allowed, fresh.allowed);
    excused += known.allowed && !fresh.allowed ? 1 : 0;
  });
  EXPECT_GT(excused, 0);
}

TEST(KnownRules, HoldTheCatalogAndWhatCannotBeJudged) {
  const policy::KnownRules known = known_rules();
  EXPECT_TRUE(known.has("dsn-malformed"));
  EXPECT_TRUE(known.has("object-unreadable"));
  EXPECT_TRUE(known.has("rule-failed"));
}

}  // namespace
}  // namespace postern::engine
