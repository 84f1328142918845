// The memory that parsing may take is told from a body before it is parsed, and shared.
#include "serve/parse_budget.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace postern::serve {
namespace {

constexpr std::size_t kLargest = 32U << 20U;

std::string numbers(std::size_t size) {
  std::string text = "[";
  while (text.size() < size) {
    text += "1,";
  }
  return text + "1]";
}

TEST(ParseBudget, ManySmallValuesCostMoreThanOneLong) {
  const std::string dense = numbers(1U << 20U);
  const std::string plain = "[\"" + std::string(1U << 20U, 'x') + "\"]";
  EXPECT_GT(parse_cost(dense), 12 * dense.size());
  EXPECT_LT(parse_cost(plain), 2 * plain.size());
}

TEST(ParseBudget, TheLargestTextHasItsTurnBesideOrdinaryOnes) {
  ParseBudget budget(kLargest);
  const auto ordinary = budget.take("{}");
  ASSERT_TRUE(ordinary);
  EXPECT_TRUE(budget.take(numbers(kLargest - 8)));
}

TEST(ParseBudget, TwoDenseTextsOfTheLargestSizeDoNotFit) {
  ParseBudget budget(kLargest);
  const std::string dense = numbers(kLargest - 8);
  {
    const auto first = budget.take(dense);
    ASSERT_TRUE(first);
    EXPECT_FALSE(budget.take(dense));
    EXPECT_TRUE(budget.take("{}"));
  }
  EXPECT_TRUE(budget.take(dense)) << "what was held has not been given back";
}

TEST(ParseBudget, LongTextsFitTogether) {
  ParseBudget budget(kLargest);
  const std::string plain = "[\"" + std::string(17U << 20U, 'x') + "\"]";
  const auto first = budget.take(plain);
  auto second = budget.take(plain);
  const auto moved = std::move(second);
  EXPECT_TRUE(first && moved && budget.take(plain) && budget.take(plain));
}

}  // namespace
}  // namespace postern::serve
