// A chart's values.schema.json is the chart author's: it must neither hold the server up nor end
// it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "helm/schema_bounds.h"
#include "helm/schema_check.h"
#include "kube/base64.h"
#include "kube/load_json.h"

namespace postern::helm {
namespace {

using nlohmann::json;

std::string joined(const ValuePath& path) {
  std::string text;
  for (const std::string& key : path) {
    text += (text.empty() ? "" : ".") + key;
  }
  return text;
}

/// The paths at which the schema refuses the values; a hostile schema judges nothing.
std::vector<std::string> refused(const json& schema, const json& values) {
  const auto document = kube::load_json(values.dump());
  EXPECT_TRUE(document);
  const std::string encoded = kube::encode_base64(schema.dump());
  std::vector<std::string> paths;
  for (const ValuePath& path : refused_by_schema(Value(document->root(), std::nullopt),
                                                 Sealed(std::string_view(encoded)))) {
    paths.push_back(joined(path));
  }
  return paths;
}

json of_name(const json& rule) { return {{"properties", {{"name", rule}}}}; }

std::vector<std::string> refused_name(const json& rule, const json& name) {
  return refused(of_name(rule), {{"name", name}});
}

const std::vector<std::string> kName = {"name"};
const std::vector<std::string> kNothing;

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) {
    all += text;
  }
  return all;
}

bool is_bounded_pattern(const std::string& pattern) {
  return schema_size({{"pattern", pattern}}, 100).has_value();
}

TEST(Schema, RefusesAValue) {
  EXPECT_EQ(refused_name({{"type", "integer"}}, "x"), kName);
  EXPECT_EQ(refused_name({{"pattern", "^[0-9]+(Mi|Gi|Ti)$"}}, "10G"), kName);
  EXPECT_EQ(refused_name({{"pattern", "^[0-9]+(Mi|Gi|Ti)$"}}, "10Gi"), kNothing);
  EXPECT_EQ(refused_name({{"multipleOf", 2}}, 3), kName);
  EXPECT_EQ(refused_name({{"uniqueItems", true}}, {1, 1}), kName);
}

TEST(Schema, APatternThatBacktracksForeverIsNotTried) {
  EXPECT_FALSE(is_bounded_pattern("^(x+x+)+y$"));
  EXPECT_FALSE(is_bounded_pattern("^" + repeated("x?", 60) + repeated("x", 60) + "$"));
  EXPECT_FALSE(is_bounded_pattern("^" + repeated("(x|x)", 40) + "y$"));
  EXPECT_FALSE(is_bounded_pattern("^" + repeated("(?:x|x)", 30) + "y$"));
  EXPECT_FALSE(is_bounded_pattern("^" + repeated("(x|x)?", 40) + "y$"));
  EXPECT_FALSE(is_bounded_pattern("^" + repeated("\\(?", 60) + "$"));
  EXPECT_FALSE(is_bounded_pattern("^x*x*x*x*y$"));
  EXPECT_FALSE(is_bounded_pattern("^(x)\\1$"));
  EXPECT_FALSE(is_bounded_pattern("^(x{9}){9}$"));
  EXPECT_EQ(refused_name({{"pattern", "^" + repeated("x?", 60) + repeated("x", 60) + "$"}},
                         repeated("x", 59)),
            kNothing);
}

TEST(Schema, AnOrdinaryPatternIsTried) {
  EXPECT_TRUE(is_bounded_pattern("^(disable|allow|prefer|require|verify-ca|verify-full)$"));
  EXPECT_TRUE(is_bounded_pattern("^postgres(?:ql)?://"));
  EXPECT_TRUE(is_bounded_pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$"));
  EXPECT_TRUE(is_bounded_pattern("^v?[0-9]{1,3}$"));
}

TEST(Schema, ADivisorThatEndsTheProcessIsNotTried) {
  EXPECT_EQ(refused_name({{"multipleOf", 0}}, 1), kNothing);
  EXPECT_EQ(refused_name({{"multipleOf", 0.0}}, 1), kNothing);
  EXPECT_EQ(refused_name({{"multipleOf", -1}}, INT64_MIN), kNothing);
  EXPECT_EQ(refused_name({{"multipleOf", UINT64_MAX}}, INT64_MIN), kNothing);
  EXPECT_EQ(refused_name({{"multipleOf", 0.5}}, 1), kNothing);
  EXPECT_EQ(refused_name({{"multipleOf", 1e-300}}, 0), kNothing);
}

TEST(Schema, ReferencesThatNeverEndAreNotFollowed) {
  EXPECT_FALSE(schema_size({{"$ref", "#"}}, 1000));
  const json loop = {
      {"definitions", {{"a", {{"$ref", "#/definitions/b"}}}, {"b", {{"$ref", "#/definitions/a"}}}}},
      {"$ref", "#/definitions/a"}};
  EXPECT_FALSE(schema_size(loop, 1000));
  json doubling = {{"$ref", "#/definitions/d0"}};
  for (int i = 0; i < 40; ++i) {
    const json next = {{"$ref", "#/definitions/d" + std::to_string(i + 1)}};
    doubling["definitions"]["d" + std::to_string(i)] = {{"allOf", {next, next}}};
  }
  doubling["definitions"]["d40"] = {{"type", "string"}};
  EXPECT_FALSE(schema_size(doubling, 20'000));
  EXPECT_FALSE(schema_size({{"$ref", "http://127.0.0.1:1/schema.json"}}, 1000));
  EXPECT_FALSE(schema_size({{"$ref", "file:///etc/passwd"}}, 1000));
}

TEST(Schema, HugeListsAreNotCompared) {
  json many = json::array();
  for (int i = 0; i < 4'500; ++i) {
    many.push_back("v" + std::to_string(i));
  }
  EXPECT_EQ(refused_name({{"enum", many}}, many), kNothing);
  many.push_back("v0");
  EXPECT_EQ(refused_name({{"uniqueItems", true}}, many), kNothing);
}

TEST(Schema, AKeyThatIsTooLongIsNotMatched) {
  const json schema = {{"patternProperties", {{"^x*y$", {{"type", "integer"}}}}}};
  EXPECT_EQ(refused(schema, {{"xxy", "text"}}), std::vector<std::string>{"xxy"});
  EXPECT_EQ(refused(schema, {{repeated("x", 400'000), "text"}}), kNothing);
}

TEST(Schema, WhatIsNoSchemaJudgesNothing) {
  EXPECT_EQ(refused_name({{"type", 5}}, "x"), kNothing);
  EXPECT_EQ(refused_name({{"pattern", "((("}}, "x"), kNothing);
  EXPECT_EQ(refused_name({{"minLength", -1}}, "x"), kNothing);
  EXPECT_EQ(refused(json::array({1}), {{"name", "x"}}), kNothing);
}

}  // namespace
}  // namespace postern::helm
