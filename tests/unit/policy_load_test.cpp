#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "policy/effective_yaml.h"
#include "policy/load_policy.h"
#include "policy/policy_file.h"

namespace postern::policy {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const KnownRules kRules{.rules = {{.id = "dsn-malformed"},
                                  {.id = "dsn-sslmode-weak"},
                                  {.id = "dsn-sslmode-unverified", .action = Action::kWarn}},
                        .aliases = {{.former = "dsn-weak", .id = "dsn-sslmode-weak"}}};

const Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);

const std::string kHead = "apiVersion: postern.dev/v1\nkind: Policy\n";

LoadedPolicy load(const std::string& body) { return load_policy(kHead + body, kRules, kNow); }

// Every problem as lint prints it, without a file name.
std::vector<std::string> lines(const LoadedPolicy& loaded) {
  std::vector<std::string> out;
  for (const Problem& problem : loaded.problems) {
    out.push_back(line_of(problem, ""));
  }
  return out;
}

std::vector<std::string> problems(const std::string& body) { return lines(load(body)); }

TEST(LoadPolicy, AKeyLeftOutHasItsDefaultByItself) {
  const LoadedPolicy loaded = load("tls:\n  minimum: verify-ca\n");
  ASSERT_TRUE(loaded.policy.has_value());
  EXPECT_EQ(loaded.policy->tls.minimum, dsn::SslMode::kVerifyCa);
  EXPECT_TRUE(loaded.policy->tls.allows_plaintext(dsn::Target::kInCluster));
  EXPECT_TRUE(loaded.policy->tls.targets.service_dot_namespace);
  ASSERT_EQ(loaded.policy->applications.size(), 1U);
  EXPECT_EQ(loaded.policy->applications[0].name, "eden");
}

TEST(LoadPolicy, NullIsLeftOut) {
  const LoadedPolicy loaded = load("tls:\nexceptions: null\nmode: ~\n");
  ASSERT_TRUE(loaded.policy.has_value());
  EXPECT_EQ(effective_yaml(*loaded.policy), effective_yaml(built_in_policy()));
}

// The example of the documentation, with every key that it has.
TEST(LoadPolicy, ReadsTheDocumentedExample) {
  const LoadedPolicy loaded = load(R"(
mode: enforce
namespaces:
  - match: ["dev-*", "sandbox"]
    mode: warn
existingViolations: deny
rules:
  dsn-sslmode-unverified: deny
  dsn-malformed: off
tls:
  minimum: require
  plaintextAllowed: [loopback, socket]
  plaintextCidrs: ["172.16.0.0/12"]
  inClusterHosts: ["*.databases.corp"]
  serviceDotNamespace: false
  hosts:
    - match: ["*.rds.amazonaws.com"]
      minimum: verify-full
certificates: {warnBeforeDays: 60}
lookup: {enabled: true, timeoutMs: 250, cacheSeconds: 10, onUnknown: audit}
exceptions:
  - name: legacy-billing
    rules: [dsn-sslmode-weak]
    objects: [{kind: Secret, namespace: billing, name: "legacy-*"}]
    reason: migration in progress, ticket OPS-812
    expires: 2027-01-31
annotationExemptions:
  - namespaces: ["dev-*"]
    rules: ["dsn-sslmode-*"]
breakGlass: {groups: ["oncall"]}
applications:
  - preset: eden
  - name: shop
    selector: {app.kubernetes.io/name: shop}
    dsnKeys: [DATABASE_URL]
    components:
      - name: api
        selector: {app.kubernetes.io/component: api}
        maximumReplicas: 3
        requiredStrategy: Recreate
clusterDomain: corp.example
)");
  EXPECT_THAT(lines(loaded), IsEmpty());
  ASSERT_TRUE(loaded.policy.has_value());
  const Policy& policy = *loaded.policy;
  EXPECT_EQ(policy.mode_for("sandbox"), Mode::kWarn);
  EXPECT_EQ(policy.existing_violations, ExistingViolations::kDeny);
  EXPECT_EQ(policy.action_for("dsn-malformed"), Action::kOff) << "an unquoted off is a word";
  EXPECT_EQ(policy.action_for("dsn-sslmode-unverified", Action::kWarn), Action::kDeny);
  EXPECT_FALSE(policy.tls.allows_plaintext(dsn::Target::kInCluster));
  EXPECT_TRUE(policy.tls.allows_plaintext_to("172.20.0.1"));
  EXPECT_EQ(policy.tls.minimum_for("a.rds.amazonaws.com"), dsn::SslMode::kVerifyFull);
  EXPECT_EQ(policy.lookup, (LookupPolicy{true, 250, 10, Action::kAudit}));
  ASSERT_EQ(policy.exceptions.size(), 1U);
  EXPECT_EQ(policy.exceptions[0].expires, date_from_text("2027-01-31"));
  EXPECT_EQ(policy.exceptions[0].objects[0].name.pattern, "legacy-*");
  ASSERT_EQ(policy.applications.size(), 2U);
  EXPECT_EQ(policy.applications[0].dsn_keys, eden_application().dsn_keys);
  EXPECT_EQ(policy.applications[1].components[0].maximum_replicas, 3);
  EXPECT_EQ(policy.tls.targets.cluster_domain, "corp.example");
  // What is written out says the same again.
  const LoadedPolicy again = load_policy(effective_yaml(policy), kRules, kNow);
  EXPECT_THAT(lines(again), IsEmpty());
  ASSERT_TRUE(again.policy.has_value());
  EXPECT_EQ(effective_yaml(*again.policy), effective_yaml(policy));
  EXPECT_EQ(again.policy->hash, policy.hash);
}

TEST(LoadPolicy, EveryProfileCanBeWrittenOutAndReadAgain) {
  for (const Profile profile : {Profile::kBaseline, Profile::kStrict, Profile::kAuditOnly}) {
    const std::string text = effective_yaml(policy_of(profile));
    const LoadedPolicy loaded = load_policy(text, kRules, kNow);
    EXPECT_THAT(lines(loaded), IsEmpty()) << text;
    ASSERT_TRUE(loaded.policy.has_value());
    EXPECT_EQ(effective_yaml(*loaded.policy), text);
  }
}

TEST(LoadPolicy, AProfileSetsDefaultsAndAKeyWins) {
  const LoadedPolicy strict = load("profile: strict\n");
  ASSERT_TRUE(strict.policy.has_value());
  EXPECT_EQ(strict.policy->tls.minimum, dsn::SslMode::kVerifyFull);
  EXPECT_EQ(strict.policy->action_for("dsn-sslmode-unverified", Action::kWarn), Action::kDeny);
  EXPECT_EQ(strict.policy->action_for("dsn-sslmode-unverified", Action::kOff), Action::kOff);
  const LoadedPolicy eased =
      load("rules: {dsn-sslmode-unverified: warn}\ntls: {minimum: require}\nprofile: strict\n");
  ASSERT_TRUE(eased.policy.has_value());
  EXPECT_EQ(eased.policy->tls.minimum, dsn::SslMode::kRequire);
  EXPECT_EQ(eased.policy->action_for("dsn-sslmode-unverified", Action::kWarn), Action::kWarn);
}

TEST(LoadPolicy, NamesUnknownKeysWithTheNearest) {
  EXPECT_THAT(problems("tls:\n  minimun: require\n"),
              ElementsAre("4:3: error: tls.minimun is not a key that policies have here; did you "
                          "mean minimum?"));
  EXPECT_THAT(problems("frobnicate: 1\n"),
              ElementsAre("3:1: error: frobnicate is not a key that policies have here"));
  EXPECT_THAT(problems("exceptions:\n- name: a\n  rules: [dsn-malformed]\n  reason: x\n"
                       "  objects: [{kinds: Secret}]\n  expires: 2027-06-01\n"),
              ElementsAre(HasSubstr("exceptions[0].objects[0].kinds is not a key")));
}

TEST(LoadPolicy, NamesTheWordsThatAValueMayBe) {
  EXPECT_THAT(problems("mode: enforced\n"),
              ElementsAre("3:7: error: mode is not enforce, warn or audit"));
  EXPECT_THAT(problems("rules:\n  dsn-malformed: block\n"),
              ElementsAre("4:18: error: rules[dsn-malformed] is not deny, warn, audit or off"));
  EXPECT_THAT(problems("tls: {minimum: prefer}\n"),
              ElementsAre("3:16: error: tls.minimum is not require, verify-ca or verify-full"));
  EXPECT_THAT(problems("mode: 3\nexistingViolations: off\n"),
              ElementsAre(HasSubstr("3:7: error: mode is not"),
                          HasSubstr("existingViolations is not warn or deny")));
}

TEST(LoadPolicy, NamesUnknownRulesWithTheNearest) {
  EXPECT_THAT(problems("rules: {dsn-sslmode-week: warn}\n"),
              ElementsAre("3:9: error: rules[dsn-sslmode-week] names no known rule: "
                          "dsn-sslmode-week; did you mean dsn-sslmode-weak?"));
  EXPECT_THAT(problems("rules: {\"dsn-*\": warn}\n"),
              ElementsAre(HasSubstr("matches no rule: dsn-*")))
      << "a rule's action needs an id";
  const std::string exception =
      "exceptions:\n- name: a\n  objects: [{kind: Secret}]\n  reason: x\n  expires: 2027-06-01\n";
  EXPECT_THAT(problems(exception + "  rules: [\"dsn-*\"]\n"), IsEmpty());
  EXPECT_THAT(problems(exception + "  rules: [\"sdn-*\"]\n"),
              ElementsAre(HasSubstr("exceptions[0].rules[0] matches no rule: sdn-*")));
}

TEST(LoadPolicy, AFormerRuleIdStillWorks) {
  const LoadedPolicy loaded = load("rules: {dsn-weak: warn}\n");
  EXPECT_THAT(lines(loaded),
              ElementsAre(AllOf(HasSubstr("warning"), HasSubstr("now called dsn-sslmode-weak"))));
  ASSERT_TRUE(loaded.policy.has_value());
  EXPECT_EQ(loaded.policy->action_for("dsn-sslmode-weak"), Action::kWarn);
  EXPECT_THAT(problems("rules: {dsn-weak: warn, dsn-sslmode-weak: deny}\n"),
              Contains(HasSubstr("says again")));
}

TEST(LoadPolicy, RefusesBadGlobsRangesAndDates) {
  EXPECT_THAT(problems("namespaces: [{match: [\"dev-[0-9]\"], mode: warn}]\n"),
              ElementsAre(HasSubstr("namespaces[0].match[0] is not a glob on names")));
  EXPECT_THAT(problems("namespaces: [{match: [], mode: warn}]\n"),
              ElementsAre(HasSubstr("namespaces[0].match is empty")));
  EXPECT_THAT(problems("tls: {plaintextCidrs: [10.0.0.1/8]}\n"),
              ElementsAre(HasSubstr("tls.plaintextCidrs[0] is not a CIDR range")));
  EXPECT_THAT(problems("certificates: {warnBeforeDays: -1}\nlookup: {timeoutMs: 1.5}\n"),
              ElementsAre(HasSubstr("is not a whole number from 0 to 3650"),
                          HasSubstr("is not a whole number from 1 to 10000")));
  EXPECT_THAT(problems("exceptions:\n- name: a\n  rules: [dsn-malformed]\n  reason: x\n"
                       "  objects: [{name: b}]\n  expires: 2027-02-30\n"),
              ElementsAre(HasSubstr("exceptions[0].expires is not a day of the calendar")));
}

TEST(LoadPolicy, RefusesWhatRepeatsOrContradicts) {
  EXPECT_THAT(problems("mode: warn\nmode: audit\n"), ElementsAre(HasSubstr("the same key twice")));
  EXPECT_THAT(problems("tls: {inClusterHosts: [a, b, a]}\n"),
              ElementsAre(HasSubstr("tls.inClusterHosts[2] repeats")));
  EXPECT_THAT(problems("profile: audit-only\nmode: enforce\n"),
              ElementsAre(HasSubstr("mode contradicts the profile audit-only")));
  EXPECT_THAT(problems("tls: {plaintextAllowed: [external], minimum: verify-full}\n"),
              ElementsAre(HasSubstr("contradicts tls.minimum")));
  const std::string one =
      "- name: a\n  rules: [dsn-malformed]\n  reason: x\n  objects: [{name: b}]\n"
      "  expires: 2027-06-01\n";
  EXPECT_THAT(problems("exceptions:\n" + one + one),
              ElementsAre(HasSubstr("exceptions[1].name repeats the name")));
  EXPECT_THAT(problems("exceptions:\n- name: a\n  rules: [dsn-malformed]\n  reason: x\n"
                       "  expires: 2027-06-01\n"),
              ElementsAre(HasSubstr("exceptions[0] has neither objects nor users nor groups")));
  EXPECT_THAT(problems("applications: [{dsnKeys: [A]}]\n"),
              ElementsAre(HasSubstr("applications[0] has neither preset nor name")));
}

TEST(LoadPolicy, RequiresWhatAnExceptionMustSay) {
  EXPECT_THAT(problems("exceptions: [{name: a}]\n"),
              ElementsAre(HasSubstr("exceptions[0] has no rules, which is required"),
                          HasSubstr("exceptions[0] has no reason, which is required")));
}

TEST(LoadPolicy, AnExpiredExceptionIsAWarning) {
  const auto with = [](const std::string& expires) {
    return problems(
        "exceptions:\n- name: a\n  rules: [dsn-malformed]\n  reason: x\n"
        "  objects: [{name: b}]\n" +
        expires);
  };
  EXPECT_THAT(with("  expires: 2026-11-22\n"),
              ElementsAre("8:12: warning: exceptions[0].expires has passed: the exception no "
                          "longer applies"));
  EXPECT_THAT(with("  expires: 2026-11-23\n"),
              ElementsAre(HasSubstr("warning: exceptions[0].expires is less than 14 days away")));
  EXPECT_THAT(with("  expires: 2026-12-24\n"), IsEmpty());
  EXPECT_THAT(with(""), ElementsAre(HasSubstr("warning: exceptions[0] has no expires")));
}

TEST(LoadPolicy, WarnsAboutWhatHasNoEffect) {
  EXPECT_THAT(
      problems("namespaces:\n- {match: [\"*\"], mode: warn}\n- {match: [a], mode: audit}\n"),
      ElementsAre(HasSubstr("warning: namespaces[1].match[0] is never reached")));
}

TEST(LoadPolicy, RefusesWhatIsNoPolicy) {
  const auto reasons = [](const std::string& text) {
    return lines(load_policy(text, kRules, kNow));
  };
  EXPECT_THAT(reasons(""), ElementsAre("1:1: error: the file holds no policy"));
  EXPECT_THAT(reasons("# nothing\n"), ElementsAre("1:1: error: the file holds no policy"));
  EXPECT_THAT(reasons("- a\n"), ElementsAre(HasSubstr("is not a map of keys and values")));
  EXPECT_THAT(reasons("apiVersion: v1\nkind: Secret\n"),
              ElementsAre("1:13: error: apiVersion is not postern.dev/v1",
                          "2:7: error: kind is not Policy"));
  EXPECT_THAT(reasons("mode: warn\n"),
              ElementsAre(HasSubstr("has no apiVersion"), HasSubstr("has no kind")));
  EXPECT_THAT(reasons(kHead + "---\n" + kHead), ElementsAre(HasSubstr("more than one document")));
  EXPECT_THAT(reasons(kHead + "mode: \xff\n"), ElementsAre(HasSubstr("not valid UTF-8")));
}

TEST(LoadPolicy, BoundsWhatAliasesExpandTo) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string previous = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 9; ++j) {
      bomb += (j == 0 ? "" : ", ") + previous;
    }
    bomb += "]\n";
  }
  EXPECT_FALSE(load(bomb).policy.has_value());
  EXPECT_FALSE(load("exceptions: &a [*a]\n").policy.has_value());
  EXPECT_FALSE(load("mode: " + std::string(5U << 20U, 'x')).policy.has_value());
}

TEST(LoadPolicy, BoundsExceptionsAndProblems) {
  std::string many = "exceptions:\n";
  for (int i = 0; i < 10'001; ++i) {
    many += "- {name: e" + std::to_string(i) + ",rules: [\"*\"],users: [u],reason: r}\n";
  }
  EXPECT_THAT(problems(many), Contains(HasSubstr("exceptions has more than 10000 entries")));
  std::string faults;
  for (int i = 0; i < 500; ++i) {
    faults += "k" + std::to_string(i) + ": 1\n";
  }
  const LoadedPolicy loaded = load(faults);
  EXPECT_EQ(loaded.problems.size(), Problems::kMaximum);
  EXPECT_EQ(loaded.left_out, 500 - Problems::kMaximum);
}

class PolicyFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(directory_); }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  [[nodiscard]] std::string reason(const std::string& name) const {
    const auto text = read_policy_file(directory_ + "/" + name);
    return text ? "" : text.error().message.str();
  }
  std::string directory_ = testing::TempDir() + "/postern-policy-file-" +
                           testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(PolicyFile, IsARegularFileOfBoundedSize) {
  std::filesystem::create_directories(directory_ + "/directory");
  std::ofstream(directory_ + "/large") << std::string(kMaximumPolicy + 1, 'x');
  std::ofstream(directory_ + "/good") << kHead;
  EXPECT_EQ(reason("good"), "");
  EXPECT_EQ(reason("missing"), "the file does not exist");
  EXPECT_EQ(reason("good/inside"), "the file does not exist");
  EXPECT_EQ(reason("directory"), "it is a directory, not a file");
  EXPECT_EQ(reason("large"), "the file is larger than 1024 KiB");
}

}  // namespace
}  // namespace postern::policy
