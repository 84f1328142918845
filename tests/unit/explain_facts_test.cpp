#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

#include "explain_dsn/explanation.h"
#include "explain_dsn/facts.h"
#include "explain_judge.h"
#include "policy/policy.h"

namespace postern::explain_dsn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Facts facts_of(std::string_view text, Hosts hosts = Hosts::kRedacted) {
  return read_facts(text, hosts, built_in());
}

bool has_finding(const Facts& facts, std::string_view rule) {
  return std::ranges::any_of(facts.findings,
                             [&](const rules::Finding& f) { return f.rule->id.view() == rule; });
}

TEST(ExplainFacts, HostsAreShownOnlyWhenAskedFor) {
  const std::string_view text = "postgresql://app:pw@db.shop.test,/orders?hostaddr=,192.0.2.7";
  EXPECT_THAT(facts_of(text).hosts, ElementsAre("<redacted>", "<redacted>"));
  EXPECT_THAT(facts_of(text, Hosts::kShown).hosts, ElementsAre("db.shop.test", "192.0.2.7"));
}

TEST(ExplainFacts, APortIsShownWhenItCanBeNothingElse) {
  EXPECT_THAT(facts_of("postgresql://app:pw@db:5433/d").ports, ElementsAre("5433"));
  EXPECT_THAT(facts_of("postgresql://app:12/34@db/d").ports, ElementsAre("<redacted>"));
  EXPECT_THAT(facts_of("postgresql://app:x@db:99999/d").ports, ElementsAre("<redacted>"));
  EXPECT_THAT(facts_of("postgresql://app:x@db:+5433/d").ports, ElementsAre("<redacted>"));
  EXPECT_THAT(facts_of("postgresql://app:12/34@db/d", Hosts::kShown).ports, ElementsAre("12"));
}

TEST(ExplainFacts, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_THAT(facts_of("postgresql://a%ffb/d", Hosts::kShown).hosts, ElementsAre("a?b"));
}

TEST(ExplainFacts, WhatLibpqCannotParseHasNoHosts) {
  for (const char* text : {"postgresql://db/d?schema=public", "postgresql://a%b/d",
                           "postgresql+asyncpg://db/d", "Host=db;Username=u"}) {
    const Facts facts = facts_of(text, Hosts::kShown);
    EXPECT_FALSE(facts.valid()) << text;
    EXPECT_THAT(facts.hosts, IsEmpty()) << text;
    EXPECT_EQ(facts.target, dsn::Target::kNone) << text;
    EXPECT_EQ(facts.effective_mode, std::nullopt) << text;
  }
}

TEST(ExplainFacts, TheModeOfASocketIsIgnored) {
  const Facts socket = facts_of("postgresql:///d?sslmode=verify-full");
  EXPECT_TRUE(socket.mode_ignored);
  EXPECT_EQ(socket.explicit_mode, dsn::SslMode::kVerifyFull);
  EXPECT_EQ(socket.effective_mode, std::nullopt);
  // With a host beside the socket it counts.
  EXPECT_EQ(facts_of("postgresql://db.shop.test,/d").effective_mode, dsn::SslMode::kPrefer);
}

TEST(ExplainFacts, ARootCertificateIsShownUnlessItHoldsMore) {
  const auto root = [](const char* text) { return facts_of(text).root_certificate; };
  EXPECT_EQ(root("postgresql://db/d"), std::nullopt);
  EXPECT_EQ(root("postgresql://db/d?sslrootcert=/etc/pg/ca.pem"), "/etc/pg/ca.pem");
  EXPECT_EQ(root("postgresql://db/d?sslrootcert=/ca.pem?sslmode"), "/ca.pem?sslmode");
  EXPECT_EQ(root("host=db sslrootcert=/ca.pem;password=needle21"), "<redacted>");
  EXPECT_EQ(root("host=db sslrootcert=/ca.pem,postgres://u:needle21@h"), "<redacted>");
}

TEST(ExplainFacts, APasswordIsSeenWhereTheStringIsRefusedToo) {
  for (const char* text :
       {"postgresql://app:pw@db/d", "postgresql://app:pw%@db/d", "jdbc:postgresql://app:pw@db/d",
        "postgresql+asyncpg://app:pw@db/d", "Host=db;Username=u;Password=pw"}) {
    EXPECT_TRUE(facts_of(text).has_password) << text;
  }
  EXPECT_FALSE(facts_of("postgresql://app@db/d").has_password);
  EXPECT_FALSE(facts_of("postgresql://app@a%b/d").has_password);
}

TEST(ExplainFacts, BlanksAndQuotesAreLibpqsButNotTheRules) {
  const Facts facts = facts_of("\"postgresql://app:pw@db.shop.test/d?sslmode=disable\"");
  EXPECT_FALSE(facts.valid());
  EXPECT_TRUE(has_finding(facts, "dsn-stray-whitespace"));
  EXPECT_TRUE(has_finding(facts, "dsn-sslmode-weak"));
}

TEST(ExplainFacts, ARuleThatIsOffIsNotHeard) {
  const std::string_view text = "postgresql://postgres:pw@db.shop.test/d?sslmode=require";
  EXPECT_FALSE(has_finding(facts_of(text), "dsn-superuser"));
  policy::Policy policy = policy::built_in_policy();
  policy.rules.insert_or_assign("dsn-superuser", Action::kAudit);
  const Judge judge(std::move(policy), std::chrono::system_clock::now());
  const Facts facts = read_facts(text, Hosts::kRedacted, judge);
  ASSERT_TRUE(has_finding(facts, "dsn-superuser"));
}

TEST(ExplainText, NamesEveryPartAndShowsNone) {
  const std::string text = explanation(
      facts_of("postgresql://needle1:needle2@needle3.shop.test/needle4?options=needle5&needle6=1"));
  EXPECT_THAT(text, HasSubstr("password: <redacted>"));
  EXPECT_THAT(text, HasSubstr("options: <redacted>"));
  EXPECT_THAT(text, HasSubstr("an unknown parameter: <redacted>"));
  EXPECT_THAT(text, Not(HasSubstr("needle")));
}

TEST(ExplainText, SaysWhichValueIsInForce) {
  const std::string text =
      explanation(facts_of("postgresql://db.shop.test/d?sslmode=verify-full&ssl=true"));
  EXPECT_THAT(text, HasSubstr("sslmode: <redacted> (replaced by a later one)"));
  EXPECT_THAT(text, HasSubstr("sslmode: require\n"));
}

TEST(ExplainText, SaysWhichLibpqIsNeeded) {
  const auto needs = [](std::string_view query) {
    return explanation(facts_of("postgresql://db.shop.test/d?" + std::string(query)));
  };
  EXPECT_THAT(needs("sslrootcert=system"), HasSubstr("Needs libpq 16"));
  EXPECT_THAT(needs("sslmode=require&sslnegotiation=direct"), HasSubstr("Needs libpq 17"));
  EXPECT_THAT(needs("sslmode=require"), Not(HasSubstr("Needs libpq")));
}

TEST(ExplainText, SaysWhereAPasswordWent) {
  EXPECT_THAT(explanation(facts_of("postgresql://app:12/34@db/d")),
              HasSubstr("A part of the password went into the database"));
}

}  // namespace
}  // namespace postern::explain_dsn
