#include <gtest/gtest.h>

#include <ostream>

#include "certificate/plan.h"
#include "x509/server_pair.h"

namespace postern::certificate {

void PrintTo(Step step, std::ostream* out) { *out << "step " << static_cast<int>(step); }

namespace {

using std::chrono::days;

// 2026-07-01T00:00:00Z
const Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 7 / 1);
const std::vector<std::string> kNames{"postern.postern-system.svc", "postern"};

struct Made {
  x509::KeyPair pair;
  std::string authority;
};

Made make(days age, days left, const std::vector<std::string>& names = kNames,
          Literal authority_name = kAuthorityName) {
  const x509::Period period{kNow - age, kNow + left};
  const auto authority = x509::Authority::make(authority_name, period);
  EXPECT_TRUE(authority.has_value());
  auto pair = authority->issue(names, period);
  EXPECT_TRUE(pair.has_value());
  return {*std::move(pair), authority->certificate_pem()};
}

const Terms kTerms{kNames, days(30), kNow};

Stored holding(const Made& current, const std::string& more_authorities = "") {
  return {.version = "7",
          .current = current.pair,
          .next = {},
          .authorities = more_authorities + current.authority};
}

Published bundle(const std::string& pem) { return {{pem}}; }

Step step(const Stored& stored, const std::optional<Published>& published,
          const Terms& terms = kTerms) {
  return next_step(stored, published, terms);
}

TEST(Plan, AnEmptySecretIsFilledAtOnce) {
  EXPECT_EQ(step({}, std::nullopt), Step::kReplace);
  EXPECT_EQ(step({}, bundle("")), Step::kReplace);
}

TEST(Plan, AFreshPairIsPublishedAndThenLeftAlone) {
  const Stored stored = holding(make(days(1), days(89)));
  EXPECT_EQ(step(stored, bundle("")), Step::kPublish);
  EXPECT_EQ(step(stored, bundle(stored.authorities)), Step::kNothing);
  EXPECT_EQ(step(stored, std::nullopt), Step::kNothing);
}

TEST(Plan, EveryWebhookOfTheServiceMustHaveTheBundle) {
  const Stored stored = holding(make(days(1), days(89)));
  EXPECT_EQ(step(stored, Published{{stored.authorities, ""}}), Step::kPublish);
}

TEST(Plan, ADuePairIsReplacedOnlyAfterItsSuccessorsAuthorityIsPublished) {
  const Made old = make(days(61), days(29));
  Stored stored = holding(old);
  const Published before = bundle(stored.authorities);
  EXPECT_EQ(step(stored, before), Step::kStage);
  const Made next = make(days(0), days(90));
  stored.next = next.pair;
  stored.authorities = next.authority + old.authority;
  EXPECT_EQ(step(stored, before), Step::kPublish);
  EXPECT_EQ(step(stored, bundle(next.authority)), Step::kPublish);
  EXPECT_EQ(step(stored, bundle(stored.authorities)), Step::kSwap);
  stored.current = stored.next;
  stored.next = {};
  // The old authority stays: a server may still show the old certificate.
  EXPECT_EQ(step(stored, bundle(stored.authorities)), Step::kNothing);
}

TEST(Plan, TheLastDayBeforeRenewalIsNotDue) {
  const Stored stored = holding(make(days(1), days(31)));
  EXPECT_EQ(step(stored, bundle(stored.authorities)), Step::kNothing);
  const Stored due = holding(make(days(1), days(30)));
  EXPECT_EQ(step(due, bundle(due.authorities)), Step::kStage);
}

TEST(Plan, WithoutAConfigurationARenewalWaits) {
  EXPECT_EQ(step(holding(make(days(61), days(29))), std::nullopt), Step::kNothing);
}

TEST(Plan, ANewNameOfTheServiceIsAReasonToRenew) {
  const Stored stored = holding(make(days(1), days(89)));
  const Terms renamed{{"other.postern-system.svc"}, days(30), kNow};
  EXPECT_EQ(step(stored, bundle(stored.authorities), renamed), Step::kStage);
}

TEST(Plan, AnAuthorityLeavesWhenItHasEnded) {
  const Made ended = make(days(90), days(0));
  const Stored stored = holding(make(days(1), days(89)), ended.authority);
  EXPECT_EQ(step(stored, bundle(stored.authorities)), Step::kTidy);
}

TEST(Plan, WhatCannotServeIsReplacedAtOnce) {
  const Made one = make(days(1), days(89));
  const Made other = make(days(1), days(89));
  Stored stored = holding(one);
  stored.current.key_pem = other.pair.key_pem;
  EXPECT_EQ(step(stored, bundle(stored.authorities)), Step::kReplace) << "another one's key";
  stored = holding(one);
  stored.authorities = other.authority;
  EXPECT_EQ(step(stored, bundle(stored.authorities)), Step::kReplace) << "another one's authority";
  stored = holding(make(days(90), days(0)));
  EXPECT_EQ(step(stored, bundle(stored.authorities)), Step::kReplace) << "ended";
  stored = holding(one);
  stored.current.certificate_pem = "rubbish";
  EXPECT_EQ(step(stored, bundle(stored.authorities)), Step::kReplace) << "no certificate";
}

TEST(Plan, ASuccessorRescuesAPairThatEndedBeforeTheSwap) {
  const Made next = make(days(1), days(89));
  Stored stored = holding(make(days(90), days(0)), next.authority);
  stored.next = next.pair;
  EXPECT_EQ(step(stored, std::nullopt), Step::kSwap);
  EXPECT_EQ(step(stored, bundle("")), Step::kTidy);  // the ended authority goes first
}

TEST(Plan, ASuccessorThatCannotServeIsRemovedOrMadeAnew) {
  Stored stored = holding(make(days(1), days(89)));
  stored.next = make(days(1), days(89)).pair;  // nobody trusts its authority
  EXPECT_EQ(step(stored, bundle(stored.authorities)), Step::kTidy);
  Stored due = holding(make(days(61), days(29)));
  due.next = stored.next;
  EXPECT_EQ(step(due, bundle(due.authorities)), Step::kStage);
}

TEST(Authorities, AreKeptOnceNewestFirstAndNeverTooMany) {
  const Made one = make(days(1), days(10));
  const Made two = make(days(1), days(10));
  const Made ended = make(days(9), days(0));
  const std::string merged = x509::merge_authorities(
      {two.authority, one.authority + two.authority, ended.authority, one.pair.certificate_pem},
      kNow);
  EXPECT_EQ(merged, two.authority + one.authority);
  std::string many = one.authority;
  for (std::size_t i = 0; i < x509::kMostAuthorities + 3; ++i) {
    many = x509::merge_authorities({make(days(1), days(10)).authority, many}, kNow);
  }
  EXPECT_EQ(many.find(one.authority), std::string::npos);
  EXPECT_EQ(x509::merge_authorities({many}, kNow), many);
}

TEST(Authorities, OnlyOnesOwnAreTakenFromAForeignBundle) {
  const Made own = make(days(1), days(10));
  const Made foreign = make(days(1), days(10), kNames, "Corporate Root");
  EXPECT_EQ(x509::authorities_called(foreign.authority + own.authority, kAuthorityName),
            own.authority);
}

TEST(ServerPair, IsCheckedAgainstTheTimeThatIsPassedIn) {
  const Made made = make(days(1), days(10));
  const auto end = x509::check_server_pair(made.pair, made.authority, kNow);
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(*end, kNow + days(10));
  const auto late = x509::check_server_pair(made.pair, made.authority, kNow + days(11));
  ASSERT_FALSE(late.has_value());
  EXPECT_NE(late.error().message.str().find("expired"), std::string::npos);
}

TEST(ServerPair, CoversNamesAsAClientMatchesThem) {
  const Made made = make(days(1), days(10), {"*.db.test", "10.0.0.1", "::1"});
  EXPECT_TRUE(x509::covers(made.pair.certificate_pem, {"a.db.test", "10.0.0.1", "::1"}));
  EXPECT_FALSE(x509::covers(made.pair.certificate_pem, {"a.b.db.test"}));
  EXPECT_FALSE(x509::covers(made.pair.certificate_pem, {"10.0.0.2"}));
  EXPECT_FALSE(x509::covers("rubbish", {"a.db.test"}));
}

}  // namespace
}  // namespace postern::certificate
