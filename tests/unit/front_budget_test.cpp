#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>
#include <optional>
#include <vector>

#include "front/budget.h"

namespace postern::front {
namespace {

SourceAddress source(const char* text) {
  sockaddr_storage storage{};
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    std::memcpy(&storage, &v4, sizeof v4);
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, text, &v6.sin6_addr), 1) << text;
    v6.sin6_family = AF_INET6;
    std::memcpy(&storage, &v6, sizeof v6);
  }
  return SourceAddress::from(storage);
}

constexpr BudgetLimits kLimits{
    .connections = 3, .connections_per_source = 2, .bytes = 100, .bytes_per_source = 60};

TEST(Budget, OneSourceCannotTakeEveryConnection) {
  Budget budget(kLimits);
  const auto first = budget.admit(source("10.0.0.1"));
  const auto second = budget.admit(source("10.0.0.1"));
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(budget.admit(source("10.0.0.1")).has_value());
  EXPECT_TRUE(budget.admit(source("10.0.0.2")).has_value());
}

TEST(Budget, AllSourcesTogetherHaveALimitAndLeavingMakesRoom) {
  Budget budget(kLimits);
  auto first = budget.admit(source("10.0.0.1"));
  const auto second = budget.admit(source("10.0.0.2"));
  const auto third = budget.admit(source("10.0.0.3"));
  EXPECT_TRUE(first && second && third);
  EXPECT_FALSE(budget.admit(source("10.0.0.4")).has_value());
  first.reset();
  EXPECT_TRUE(budget.admit(source("10.0.0.4")).has_value());
}

TEST(Budget, OneSourcesShareLeavesRoomForAnother) {
  Budget budget(kLimits);
  auto greedy = budget.admit(source("10.0.0.1"));
  auto greedy_again = budget.admit(source("10.0.0.1"));
  auto other = budget.admit(source("10.0.0.2"));
  ASSERT_TRUE(greedy && greedy_again && other);
  EXPECT_TRUE(greedy->hold(50));
  EXPECT_FALSE(greedy_again->hold(11));
  EXPECT_TRUE(greedy_again->hold(10));
  EXPECT_FALSE(other->hold(41));
  EXPECT_TRUE(other->hold(40));
  EXPECT_EQ(budget.bytes(), 100U);
}

TEST(Budget, ARefusedHoldChangesNothingAndLeavingGivesAllBack) {
  Budget budget(kLimits);
  {
    auto lease = budget.admit(source("10.0.0.1"));
    ASSERT_TRUE(lease && lease->hold(30));
    EXPECT_FALSE(lease->hold(61));
    EXPECT_EQ(budget.bytes(), 30U);
    EXPECT_TRUE(lease->hold(5));
    EXPECT_EQ(budget.bytes(), 5U);
    const Lease moved = *std::move(lease);
    EXPECT_EQ(budget.bytes(), 5U);
  }
  EXPECT_EQ(budget.bytes(), 0U);
}

TEST(SourceAddress, AnIpv6NetworkIsOneSourceAndAnIpv4AddressIsOneHoweverItIsSeen) {
  EXPECT_EQ(source("2001:db8::1").key, source("2001:db8::ffff:2").key);
  EXPECT_NE(source("2001:db8::1").key, source("2001:db8:0:1::1").key);
  EXPECT_EQ(source("10.0.0.1").key, source("::ffff:10.0.0.1").key);
  EXPECT_NE(source("10.0.0.1").key, source("10.0.0.2").key);
  EXPECT_EQ(source("10.0.0.1").text, "10.0.0.1");
}

}  // namespace
}  // namespace postern::front
