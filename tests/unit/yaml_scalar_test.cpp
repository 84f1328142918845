#include "kube/yaml_scalar.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "kube/yaml_key.h"

namespace postern::kube {
namespace {

Scalar plain(std::string_view text) { return resolve(text, ScalarStyle::kPlain, Tag::kNone); }

template <typename T>
T plain_as(std::string_view text) {
  const Scalar scalar = plain(text);
  const T* value = std::get_if<T>(&scalar);
  EXPECT_NE(value, nullptr) << text;
  return value == nullptr ? T{} : *value;
}

std::string key(std::string_view text) {
  const auto name = key_text(plain(text), text);
  const auto* found = std::get_if<std::string>(&name);
  return found == nullptr ? "refused" : *found;
}

TEST(YamlScalar, IntegersInEveryBase) {
  EXPECT_EQ(plain_as<std::int64_t>("0777"), 511);
  EXPECT_EQ(plain_as<std::int64_t>("0o777"), 511);
  EXPECT_EQ(plain_as<std::int64_t>("-0x1F"), -31);
  EXPECT_EQ(plain_as<std::int64_t>("0b101"), 5);
  EXPECT_EQ(plain_as<std::int64_t>("0b-1"), -1);
  EXPECT_EQ(plain_as<std::int64_t>("1_000"), 1000);
  EXPECT_EQ(plain_as<std::int64_t>("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(plain_as<std::uint64_t>("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(plain_as<double>("18446744073709551616"), 18446744073709551616.0);
}

TEST(YamlScalar, FloatsAndWhatOnlyLooksLikeOne) {
  EXPECT_EQ(plain_as<double>("08"), 8.0);
  EXPECT_EQ(plain_as<double>("1."), 1.0);
  EXPECT_EQ(plain_as<double>(".5"), 0.5);
  EXPECT_EQ(plain_as<double>(".1_0"), 0.1);
  EXPECT_EQ(plain_as<double>("1e-400"), 0.0);
  for (const char* text : {"1e400", "-1e400", ".", "e3", "1e", "0x", "0b2", "._5", "12:30:45",
                           "2001-12-14", "1.2.3", "0x1p4", "--1", "_1"}) {
    plain_as<Verbatim>(text);
  }
}

TEST(YamlScalar, WordsOfYaml11) {
  for (const char* text : {"y", "Yes", "ON", "true"}) {
    EXPECT_TRUE(plain_as<bool>(text));
  }
  for (const char* text : {"n", "No", "OFF", "False"}) {
    EXPECT_FALSE(plain_as<bool>(text));
  }
  for (const char* text : {"", "~", "null", "NULL"}) {
    plain_as<Null>(text);
  }
  for (const char* text : {"yEs", "nULL", "oFF", "nil"}) {
    plain_as<Verbatim>(text);
  }
}

TEST(YamlScalar, QuotesAndTags) {
  EXPECT_TRUE(std::holds_alternative<Verbatim>(resolve("yes", ScalarStyle::kQuoted, Tag::kNone)));
  EXPECT_TRUE(std::holds_alternative<Verbatim>(resolve("1", ScalarStyle::kPlain, Tag::kString)));
  EXPECT_TRUE(std::holds_alternative<Verbatim>(resolve("1", ScalarStyle::kPlain, Tag::kOther)));
  EXPECT_EQ(std::get<std::int64_t>(resolve("5", ScalarStyle::kQuoted, Tag::kInt)), 5);
  EXPECT_EQ(std::get<double>(resolve("5", ScalarStyle::kPlain, Tag::kFloat)), 5.0);
  EXPECT_TRUE(std::holds_alternative<Unreadable>(resolve("x", ScalarStyle::kPlain, Tag::kInt)));
  EXPECT_EQ(std::get<Decoded>(resolve("aGVs\nbG8=", ScalarStyle::kQuoted, Tag::kBinary)).text,
            "hello");
  for (const char* text : {"aGVsbG8", "x?==", "====", "a===", "aG=s"}) {
    EXPECT_TRUE(
        std::holds_alternative<Unreadable>(resolve(text, ScalarStyle::kPlain, Tag::kBinary)))
        << text;
  }
}

TEST(YamlScalar, KeysAreWrittenAsGoWritesThem) {
  EXPECT_EQ(key("010"), "8");
  EXPECT_EQ(key("1.50"), "1.5");
  EXPECT_EQ(key("1.0"), "1");
  EXPECT_EQ(key("1e6"), "1e+06");
  EXPECT_EQ(key("100000.0"), "100000");
  EXPECT_EQ(key("0.00001"), "1e-05");
  EXPECT_EQ(key("0.1234567891"), "0.12345679");
  EXPECT_EQ(key("1e39"), ".inf");
  EXPECT_EQ(key("-.inf"), "-.inf");
  EXPECT_EQ(key(".nan"), ".nan");
  EXPECT_EQ(key("on"), "true");
  EXPECT_EQ(key("~"), "refused");
  EXPECT_EQ(key("18446744073709551615"), "refused");
}

}  // namespace
}  // namespace postern::kube
