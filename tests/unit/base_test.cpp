#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "base/action.h"
#include "base/result.h"
#include "base/sealed.h"
#include "base/speakable.h"
#include "base/utf8.h"

namespace postern {
namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };
template <typename T>
concept Jsonable = requires(const T& value) { nlohmann::json(value); };
template <typename T>
concept Formattable = fmt::is_formattable<T>::value;
template <typename T>
concept Sayable = requires(const T& value) { say("{}", value); };

static_assert(Streamable<std::string> && Jsonable<std::string> && Formattable<std::string>);
static_assert(!Streamable<Sealed<std::string>>);
static_assert(!Jsonable<Sealed<std::string>>);
static_assert(!Formattable<Sealed<std::string>>);
static_assert(!std::is_convertible_v<Sealed<std::string>, std::string>);

static_assert(Sayable<Action> && Sayable<Name> && Sayable<Count> && Sayable<Literal>);
static_assert(!Sayable<std::string>);
static_assert(!Sayable<std::string_view>);
static_assert(!Sayable<const char*>);
static_assert(!Sayable<int>);
static_assert(!Sayable<Sealed<std::string>>);

TEST(Sealed, GoogleTestPrintsAFixedWord) {
  EXPECT_EQ(testing::PrintToString(Sealed(std::string("hunter2"))), "<sealed>");
}

TEST(Say, FillsEachSpeakableInTurn) {
  EXPECT_EQ(say("{} of {}: {}", Count(2), Name("DATABASE_URL"), Action::kDeny).view(),
            "2 of DATABASE_URL: deny");
}

TEST(Name, ReplacesControlCharactersAndInvalidBytes) {
  EXPECT_EQ(Name("a\nb\x7f\xff\xc2\x85z").view(), "a?b???z");
}

TEST(Name, ReplacesWhatForgesALine) {
  EXPECT_EQ(Name("a\u2028b\u202ec\u2066d\ufeffe").view(), "a?b?c?d?e");
}

TEST(Name, KeepsOrdinaryText) {
  EXPECT_EQ(Name("gr\u00fc\u00df-\u6771-db_1.x").view(), "gr\u00fc\u00df-\u6771-db_1.x");
}

TEST(Name, KeepsWholeCharactersWithinTheLimit) {
  const std::string long_name = std::string(252, 'a') + "\u00e9";
  EXPECT_EQ(Name(long_name).view(), std::string(252, 'a'));
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndValuesBeyondUnicode) {
  EXPECT_EQ(utf8_sequence_length("\xc0\x80"), 0U);
  EXPECT_EQ(utf8_sequence_length("\xe0\x80\x80"), 0U);
  EXPECT_EQ(utf8_sequence_length("\xed\xa0\x80"), 0U);
  EXPECT_EQ(utf8_sequence_length("\xf4\x90\x80\x80"), 0U);
  EXPECT_EQ(utf8_sequence_length("\xf4\x8f\xbf\xbf"), 4U);
}

TEST(Utf8, PrefixEndsOnACharacterBoundary) {
  EXPECT_EQ(utf8_prefix("ab\u20acd", 4), "ab");
  EXPECT_EQ(utf8_prefix("ab\u20acd", 5), "ab\u20ac");
}

TEST(Result, AFailureCarriesItsSentence) {
  const Result<int> result = failure("{} is not a number", Name("replicas"));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().message.view(), "replicas is not a number");
}

TEST(Action, TextRoundTrips) {
  EXPECT_EQ(action_from_text("audit"), Action::kAudit);
  EXPECT_EQ(action_from_text("Deny"), std::nullopt);
}

}  // namespace
}  // namespace postern
