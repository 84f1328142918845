#include "kube/load_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace postern::kube {
namespace {

using simdjson::dom::element;
using testing::HasSubstr;

std::string reason(std::string_view text, const Limits& limits = {}) {
  const auto document = load_json(text, limits);
  return document ? "" : document.error().message.str();
}

std::string nested(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) {
    text += i % 2 == 0 ? R"({"a":)" : "[";
  }
  text += "1";
  for (std::size_t i = depth; i > 0; --i) {
    text += i % 2 == 1 ? '}' : ']';
  }
  return text;
}

TEST(LoadJson, ReadsADocument) {
  const auto document = load_json(R"({"kind":"Secret","data":{"a":"b"}})");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(std::string_view(document->root()["data"]["a"]), "b");
}

TEST(LoadJson, ElementsSurviveAMove) {
  auto document = load_json(R"({"kind":"Secret"})");
  ASSERT_TRUE(document.has_value());
  const element root = document->root();
  const Document moved = std::move(*document);
  EXPECT_EQ(std::string_view(root["kind"]), "Secret");
}

TEST(LoadJson, RefusesWhatIsNoJson) {
  EXPECT_EQ(reason(""), "the text is empty");
  EXPECT_NE(reason("   "), "");
  EXPECT_EQ(reason("{\"a\":\"\xff\"}"), "the text is not valid UTF-8");
  EXPECT_EQ(reason(R"({"a":"\ud800"})"), "a string has an invalid escape");
  EXPECT_EQ(reason(R"({"a":"b)"), "a string is not closed");
  EXPECT_EQ(reason("{\"a\":\"\x01\"}"), "a string has an unescaped control character");
  EXPECT_EQ(reason(R"({"a":01})"), "a number is malformed or out of range");
  EXPECT_EQ(reason(R"({"a":1} {"b":2})"), "it is not valid JSON");
  EXPECT_EQ(reason(R"({"a":1}x)"), "it is not valid JSON");
  EXPECT_EQ(reason(R"({"a":1,})"), "it is not valid JSON");
  EXPECT_NE(reason("\xef\xbb\xbf{}"), "");
  EXPECT_NE(reason(std::string("{}\0", 3)), "");
}

TEST(LoadJson, RefusesDuplicateKeysAtAnyLevel) {
  const std::string duplicate = "an object has the same key twice";
  EXPECT_EQ(reason(R"({"a":1,"a":2})"), duplicate);
  EXPECT_EQ(reason(R"({"a":1,"\u0061":2})"), duplicate) << "equal after unescaping";
  EXPECT_EQ(reason(R"([{"x":{"b":1,"c":2,"b":1}}])"), duplicate);
  EXPECT_EQ(reason(R"({"":1,"":2})"), duplicate);
  EXPECT_EQ(reason(R"({"metadata":{"managedFields":[{"f:a":1,"f:a":2}]}})"), duplicate);
  EXPECT_EQ(reason(R"({"a-long-key-name":1,"a-long-key-name":2})"), duplicate);
}

TEST(LoadJson, FindsAKeyAgainBehindWhatStandsBetween) {
  const std::string duplicate = "an object has the same key twice";
  EXPECT_EQ(reason(R"({"a":{"x":1},"b":[{"y":1},[2,-3,0.5,18446744073709551615]],"a":2})"),
            duplicate);
  EXPECT_EQ(reason(R"({"a":{"x":{},"y":[]},"x":1,"b":{"a":"a","x":true,"y":null}})"), "");
  EXPECT_EQ(reason(R"([[],{},[{"a":{}},{"a":{"k":1,"k":2}}]])"), duplicate);
}

TEST(LoadJson, AcceptsKeysThatOnlyLookAlike) {
  EXPECT_EQ(reason(R"({"a":1,"A":2,"a\u0000":3,"a\u0000\u0000":4})"), "");
  EXPECT_EQ(reason(R"({"12345678x12345678":1,"12345678y12345678":2})"), "");
  EXPECT_EQ(reason(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]})"), "");
}

std::string wide_object(std::size_t keys, const std::string& last) {
  std::string text = "{";
  for (std::size_t i = 0; i < keys; ++i) {
    // Same length, same first and last eight bytes: every fingerprint collides.
    text += "\"prefix--" + std::to_string(100'000 + i) + "--suffix\":1,";
  }
  return text + "\"" + last + "\":2}";
}

TEST(LoadJson, FindsADuplicateAmongManyKeys) {
  EXPECT_EQ(reason(wide_object(5000, "prefix--104242--suffix")),
            "an object has the same key twice");
  EXPECT_EQ(reason(wide_object(5000, "prefix--205000--suffix")), "");
}

// Every number of keys around the bounds between comparing pairs, a table and its sizes.
TEST(LoadJson, FindsTheFirstKeyAgainAmongAnyNumberOfKeys) {
  for (std::size_t keys = 1; keys < 150; ++keys) {
    std::string text = "{";
    for (std::size_t i = 0; i < keys; ++i) {
      text += "\"f:field" + std::to_string(i) + "\":{},";
    }
    EXPECT_EQ(reason(text + "\"f:field0\":1}"), "an object has the same key twice") << keys;
    EXPECT_EQ(reason(text + "\"f:field\":1}"), "") << keys;
  }
}

TEST(LoadJson, BoundsDepthAndSize) {
  EXPECT_EQ(reason(nested(64)), "");
  EXPECT_EQ(reason(nested(65)), "objects and lists are nested too deeply");
  EXPECT_EQ(reason(nested(100'000)), "objects and lists are nested too deeply");
  EXPECT_EQ(reason(nested(66), {.depth = 64 + kReviewLevels}), "");
  EXPECT_EQ(reason(R"({"a":1})", {.bytes = 7}), "");
  EXPECT_EQ(reason(R"({"a":1})", {.bytes = 6}), "the text is too large");
}

TEST(LoadJson, ReasonsQuoteNothing) {
  for (const char* text : {R"({"hunter2":1,"hunter2":2})", R"({"a":hunter2})", R"({"a":"hunter2)",
                           R"(["hunter2"] hunter2)"}) {
    EXPECT_THAT(reason(text), Not(HasSubstr("hunter2")));
    EXPECT_NE(reason(text), "");
  }
}

TEST(JsonReader, ReadsOneTextAfterAnother) {
  JsonReader reader(Limits{});
  for (int i = 0; i < 3; ++i) {
    const auto root = reader.read(R"({"kind":"Secret"})");
    ASSERT_TRUE(root.has_value());
    EXPECT_EQ(std::string_view((*root)["kind"]), "Secret");
    EXPECT_FALSE(reader.read(R"({"kind":)").has_value());
    EXPECT_FALSE(reader.read(nested(65)).has_value());
    EXPECT_TRUE(reader.read(nested(64)).has_value());
  }
}

TEST(JsonReader, ReadsInPlaceWhenPadded) {
  std::string buffer = R"({"kind":"Secret"})";
  const std::size_t size = buffer.size();
  buffer.append(kJsonPadding, '"');
  JsonReader reader(Limits{});
  const auto root = reader.read_padded(std::string_view(buffer).substr(0, size));
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(std::string_view((*root)["kind"]), "Secret");
}

TEST(JsonReader, KeepsItsDepthAfterAHugeText) {
  JsonReader reader(Limits{});
  const std::string huge = R"({"a":")" + std::string(4U << 20U, 'x') + R"("})";
  ASSERT_TRUE(reader.read(huge).has_value());
  EXPECT_FALSE(reader.read(nested(65)).has_value());
  EXPECT_TRUE(reader.read(nested(64)).has_value());
  ASSERT_TRUE(reader.read(huge).has_value());
  reader.release_excess();
  EXPECT_TRUE(reader.read(R"({"kind":"Secret"})").has_value());
}

}  // namespace
}  // namespace postern::kube
