#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "policy/cidr.h"
#include "policy/date.h"
#include "policy/glob.h"
#include "policy/known_rules.h"
#include "policy/mode.h"
#include "policy/policy.h"
#include "policy/text_form.h"

namespace postern::policy {
namespace {

TEST(Glob, StarIsAnyRunAndQuestionMarkIsOne) {
  EXPECT_TRUE(glob_matches("legacy-*", "legacy-db"));
  EXPECT_TRUE(glob_matches("legacy-*", "legacy-"));
  EXPECT_FALSE(glob_matches("legacy-*", "my-legacy-db"));
  EXPECT_TRUE(glob_matches("*-db", "a-db-b-db"));
  EXPECT_TRUE(glob_matches("a?c", "abc"));
  EXPECT_FALSE(glob_matches("a?c", "ac"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_FALSE(glob_matches("", "a"));
  EXPECT_TRUE(glob_matches("a*b*c", "a-b-b-c"));
  EXPECT_FALSE(glob_matches("a*b*c", "a-c-b"));
  EXPECT_FALSE(glob_matches("dev", "dev-1"));
}

// The one that takes exponential time in a matcher that goes back to every star.
TEST(Glob, ManyStarsDoNotMultiply) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) {
    pattern += "a*";
  }
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(100'000, 'a')));
}

TEST(Cidr, HoldsTheAddressesOfItsRange) {
  const auto range = cidr_from_text("172.16.0.0/12");
  ASSERT_TRUE(range.has_value());
  EXPECT_TRUE(range->contains("172.31.255.255"));
  EXPECT_TRUE(range->contains("::ffff:172.16.0.1"));
  EXPECT_FALSE(range->contains("172.32.0.0"));
  EXPECT_FALSE(range->contains("db.example.org"));
  EXPECT_FALSE(range->contains(""));
  const auto everything = cidr_from_text("0.0.0.0/0");
  ASSERT_TRUE(everything.has_value());
  EXPECT_TRUE(everything->contains("8.8.8.8"));
  EXPECT_FALSE(everything->contains("fd00::1"));
  const auto six = cidr_from_text("fd00::/8");
  ASSERT_TRUE(six.has_value());
  EXPECT_TRUE(six->contains("fdab::1"));
  EXPECT_FALSE(six->contains("fe80::1"));
}

TEST(Cidr, RefusesWhatIsNoRange) {
  for (const char* text : {"172.16.0.1/12", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "/8", "x/8",
                           "10.0.0.0/8x", "10.0.0.0/-1", "fd00::/129", ""}) {
    EXPECT_FALSE(cidr_from_text(text).has_value()) << text;
  }
}

TEST(Date, EndsWithTheDay) {
  const auto date = date_from_text("2027-01-31");
  ASSERT_TRUE(date.has_value());
  EXPECT_EQ(date->end(), std::chrono::sys_days(std::chrono::year(2027) / 2 / 1));
  EXPECT_EQ(date->str(), "2027-01-31");
}

TEST(Date, RefusesDaysThatDoNotExist) {
  for (const char* text : {"2027-02-29", "2027-13-01", "2027-00-10", "2027-1-31", "31-01-2027",
                           "2027-01-31T00:00:00Z", "", "20270131", "9999-01-01"}) {
    EXPECT_FALSE(date_from_text(text).has_value()) << text;
  }
  EXPECT_TRUE(date_from_text("2028-02-29").has_value());
}

TEST(TextForm, TakesItsCharactersOnly) {
  EXPECT_TRUE(kNameGlob.fits("dev-*"));
  EXPECT_FALSE(kNameGlob.fits("Dev-*"));
  EXPECT_FALSE(kNameGlob.fits("dev-[0-9]"));
  EXPECT_FALSE(kNameGlob.fits("{a,b}"));
  EXPECT_FALSE(kNameGlob.fits(""));
  EXPECT_FALSE(kNameGlob.fits(std::string(254, 'a')));
  EXPECT_TRUE(kUserGlob.fits("system:serviceaccount:ci:*"));
  EXPECT_TRUE(kUserGlob.fits("jane@example.org"));
  EXPECT_FALSE(kUserGlob.fits("[a]"));
  EXPECT_FALSE(kProse.fits("a\nb"));
  EXPECT_TRUE(kProse.fits("d\xc3\xa9j\xc3\xa0 vu, OPS-812"));
  EXPECT_FALSE(kAbsolutePath.fits("etc/ca"));
}

// The loader's check and the schema's pattern are two readings of one description.
TEST(TextForm, ThePatternTakesWhatFits) {
  const std::vector<std::pair<const TextForm*, std::string>> samples = {
      {&kEntryName, "legacy-billing"},
      {&kProse, "moves away, OPS-812"},
      {&kRuleId, "dsn-malformed"},
      {&kRuleGlob, "dsn-sslmode-*"},
      {&kKindGlob, "*Set"},
      {&kNameGlob, "legacy-db.v?"},
      {&kHostGlob, "*.rds.Amazonaws.com"},
      {&kUserGlob, "system:serviceaccount:ci:*"},
      {&kCidrText, "fd00::/8"},
      {&kDateText, "2027-01-31"},
      {&kDomainName, "cluster.local"},
      {&kAbsolutePath, "/etc/eden/postgres-ca"},
      {&kLabelKey, "app.kubernetes.io/name"},
      {&kLabelValue, "task-store-server"},
      {&kDataKey, "EDEN_STORE_URL"},
      {&kStrategy, "Recreate"},
  };
  for (const auto& [form, text] : samples) {
    EXPECT_TRUE(form->fits(text)) << text;
    EXPECT_TRUE(std::regex_search(text, std::regex(form->pattern()))) << form->pattern();
  }
}

TEST(KnownRules, NearestIsNearOrNothing) {
  const KnownRules rules{.rules = {{.id = "dsn-sslmode-weak"}, {.id = "dsn-malformed"}}};
  EXPECT_EQ(rules.nearest("dsn-sslmode-week"), "dsn-sslmode-weak");
  EXPECT_EQ(rules.nearest("dsn-malfromed"), "dsn-malformed");
  EXPECT_EQ(rules.nearest("frobnicate"), std::nullopt);
  EXPECT_EQ(rules.nearest(std::string(100'000, 'a')), std::nullopt);
}

TEST(Mode, WarnRefusesNothingAndAuditOnlyRecords) {
  EXPECT_EQ(in_mode(Action::kDeny, Mode::kEnforce), Action::kDeny);
  EXPECT_EQ(in_mode(Action::kDeny, Mode::kWarn), Action::kWarn);
  EXPECT_EQ(in_mode(Action::kAudit, Mode::kWarn), Action::kAudit);
  EXPECT_EQ(in_mode(Action::kWarn, Mode::kAudit), Action::kAudit);
  for (const Mode mode : {Mode::kEnforce, Mode::kWarn, Mode::kAudit}) {
    EXPECT_EQ(in_mode(Action::kOff, mode), Action::kOff);
  }
}

TEST(Policy, FirstMatchingNamespaceEntryIsInForce) {
  Policy policy;
  policy.namespaces = {{.match = {{"dev-*"}}, .mode = Mode::kWarn},
                       {.match = {{"dev-x"}, {"lab"}}, .mode = Mode::kAudit}};
  EXPECT_EQ(policy.mode_for("dev-x"), Mode::kWarn);
  EXPECT_EQ(policy.mode_for("lab"), Mode::kAudit);
  EXPECT_EQ(policy.mode_for("prod"), Mode::kEnforce);
}

TEST(Policy, HostMinimumIgnoresCase) {
  TlsPolicy tls;
  tls.hosts = {{.match = {{"*.rds.amazonaws.com"}}, .minimum = dsn::SslMode::kVerifyFull}};
  EXPECT_EQ(tls.minimum_for("x.RDS.amazonaws.com"), dsn::SslMode::kVerifyFull);
  EXPECT_EQ(tls.minimum_for("x.example.org"), dsn::SslMode::kRequire);
}

TEST(Exceptions, EveryPartMustMatch) {
  const Exception exception{.name = "legacy",
                            .rules = {{"dsn-*"}},
                            .objects = {{.kind = {"Secret"}, .name = {"legacy-*"}}},
                            .users = {{"system:serviceaccount:ci:*"}},
                            .groups = {{"dba"}},
                            .reason = "x"};
  const std::vector<std::string_view> dba{"staff", "dba"};
  Circumstances what{
      .kind = "Secret", .name_space = "a", .name = "legacy-db", .user = "jane", .groups = dba};
  EXPECT_TRUE(exception.applies_to(what));
  what.groups = {};
  EXPECT_FALSE(exception.applies_to(what));
  what.user = "system:serviceaccount:ci:deployer";
  EXPECT_TRUE(exception.applies_to(what));
  what.kind = "ConfigMap";
  EXPECT_FALSE(exception.applies_to(what));
  EXPECT_TRUE(exception.covers("dsn-malformed"));
  EXPECT_FALSE(exception.covers("secret-data-invalid"));
}

TEST(Exceptions, ExpireWithTheirDay) {
  const Exception exception{.expires = date_from_text("2027-01-31")};
  const Instant last =
      std::chrono::sys_days(std::chrono::year(2027) / 2 / 1) - std::chrono::milliseconds(1);
  EXPECT_FALSE(exception.expired(last));
  EXPECT_TRUE(exception.expired(last + std::chrono::milliseconds(1)));
}

}  // namespace
}  // namespace postern::policy
