// What Helm stores, and what only looks like it: every payload has a defined reading.
#include <gtest/gtest.h>

#include "helm/release.h"
#include "kube/load_json.h"
#include "release_maker.h"

namespace postern {
namespace {

using helm::DecodeResult;
using helm::Fault;
using helm::Limits;
using helm::Release;
using nlohmann::json;
using testing::to_base64;
using testing::to_gzip;
using testing::to_payload;

json small_release() {
  return {{"name", "shop"},
          {"namespace", "prod"},
          {"version", 3},
          {"info", {{"status", "pending-upgrade"}}},
          {"config", {{"a", 1}}},
          {"manifest", "---\n# Source: shop/templates/a.yaml\nkind: ConfigMap\n"},
          {"chart",
           {{"metadata",
             {{"name", "shop"},
              {"version", "1.2.3"},
              {"dependencies", {{{"name", "eden"}, {"alias", "db"}}, {{"name", "redis"}}}}}},
            {"values", {{"b", 2}}},
            {"schema", "e30="}}},
          {"hooks", {{{"path", "shop/templates/job.yaml"}, {"manifest", "kind: Job\n"}}}}};
}

Fault fault_of(std::string_view payload, const Limits& limits = {}) {
  const DecodeResult<Release> release = helm::read_release(payload, limits);
  if (release) {
    throw std::runtime_error("the payload was read");
  }
  return release.error().fault;
}

TEST(HelmPayload, ReadsWhatHelmWrites) {
  const auto release = helm::read_release(to_payload(small_release()), {});
  ASSERT_TRUE(release) << release.error().message.str();
  EXPECT_EQ(release->name, "shop");
  EXPECT_EQ(release->name_space, "prod");
  EXPECT_EQ(release->version, 3);
  EXPECT_EQ(release->status, helm::Status::kPendingUpgrade);
  EXPECT_EQ(release->chart_version, "1.2.3");
  EXPECT_EQ(release->dependencies.at(0).alias, "db");
  EXPECT_EQ(release->dependencies.at(1).alias, "redis");
  EXPECT_EQ(release->hooks.at(0).path, "shop/templates/job.yaml");
  EXPECT_EQ(release->values.at("a").integer(), 1);
  EXPECT_EQ(release->values.at("b").integer(), 2);
}

TEST(HelmPayload, ReadsPlainJsonInBase64AndWithout) {
  EXPECT_TRUE(helm::read_release(small_release().dump(), {}));
  EXPECT_TRUE(helm::read_release(to_base64(small_release().dump()), {}));
}

TEST(HelmPayload, ReadsEveryMemberOfAGzipStreamAsGoDoes) {
  const std::string text = small_release().dump();
  const std::string two = to_gzip(text.substr(0, 40)) + to_gzip(text.substr(40));
  EXPECT_TRUE(helm::read_release(to_base64(two), {}));
}

TEST(HelmPayload, WhatHelmCannotReadIsUndecodable) {
  const std::string gzip = to_gzip(small_release().dump());
  EXPECT_EQ(fault_of(""), Fault::kUndecodable);
  EXPECT_EQ(fault_of("%%%"), Fault::kUndecodable);
  EXPECT_EQ(fault_of(to_base64("[]")), Fault::kUndecodable);
  EXPECT_EQ(fault_of(to_base64(gzip.substr(0, gzip.size() / 2))), Fault::kUndecodable);
  EXPECT_EQ(fault_of(to_base64(gzip + "more")), Fault::kUndecodable);
  EXPECT_EQ(fault_of(to_base64(to_gzip(gzip))), Fault::kUndecodable) << "compressed twice";
  EXPECT_EQ(fault_of(to_base64(to_gzip(R"({"name":1})"))), Fault::kUndecodable);
}

TEST(HelmPayload, WhatOnlyHelmCanReadIsNotLetThrough) {
  const auto fault_of_json = [](const std::string& text) {
    return fault_of(to_base64(to_gzip(text)));
  };
  EXPECT_EQ(fault_of_json(R"({"name":"a","name":"b"})"), Fault::kTooLarge);
  EXPECT_EQ(fault_of_json(R"({"config":{"a":100000000000000000000}})"), Fault::kTooLarge);
  EXPECT_EQ(
      fault_of_json("{\"config\":{\"a\":" + std::string(500, '[') + std::string(500, ']') + "}}"),
      Fault::kTooLarge);
  EXPECT_EQ(fault_of_json(R"({"config":{"a":1)"), Fault::kUndecodable);
}

TEST(HelmPayload, TheLimitIsExact) {
  const std::string text = small_release().dump();
  for (const bool compressed : {true, false}) {
    const std::string payload = to_base64(compressed ? to_gzip(text) : text);
    EXPECT_TRUE(helm::read_release(payload, {.bytes = text.size()}));
    EXPECT_EQ(fault_of(payload, {.bytes = text.size() - 1}), Fault::kTooLarge);
  }
}

TEST(HelmPayload, ABombIsTooLarge) {
  const std::string bomb = to_base64(to_gzip("{\"a\":\"" + std::string(65U << 20U, 'x') + "\"}"));
  EXPECT_EQ(fault_of(bomb), Fault::kTooLarge);
  EXPECT_EQ(fault_of(to_payload(small_release()), {.bytes = 100}), Fault::kTooLarge);
}

TEST(HelmPayload, ManyValuesAreTooLarge) {
  std::string text = "{\"a\":[0";
  for (int i = 0; i < (1 << 20); ++i) {
    text += ",0";
  }
  EXPECT_EQ(fault_of(to_base64(to_gzip(text + "]}"))), Fault::kTooLarge);
  // Commas in a text are no values.
  const std::string commas(2U << 20U, ',');
  EXPECT_TRUE(helm::read_release(to_base64(to_gzip(R"({"name":")" + commas + "\\\",\"}")), {}));
}

class Merge : public ::testing::Test {
 protected:
  helm::Value merged(const char* supplied, const char* standard) {
    supplied_ = kube::load_json(supplied);
    standard_ = kube::load_json(standard);
    return helm::Value(supplied_->root(), standard_->root());
  }

 private:
  kube::LoadResult<kube::Document> supplied_ = kube::load_json("{}");
  kube::LoadResult<kube::Document> standard_ = kube::load_json("{}");
};

TEST_F(Merge, WhatTheUserSuppliedWins) {
  const helm::Value value = merged(R"({"a":{"b":1}})", R"({"a":{"b":2,"c":3}})");
  EXPECT_EQ(value.at(helm::value_path("a.b")).integer(), 1);
  EXPECT_EQ(value.at(helm::value_path("a.c")).integer(), 3) << "maps merge";
}

TEST_F(Merge, ListsAndScalarsReplace) {
  const helm::Value value = merged(R"({"l":[],"m":"x"})", R"({"l":[1],"m":{"n":1}})");
  EXPECT_FALSE(value.at("l").truthy());
  EXPECT_TRUE(value.at(helm::value_path("m.n")).is_absent());
}

TEST_F(Merge, NullRemoves) {
  const helm::Value value = merged(R"({"a":null,"m":null})", R"({"a":"x","m":{"n":1}})");
  EXPECT_TRUE(value.at("a").is_absent());
  EXPECT_TRUE(value.at("a").is_removed());
  EXPECT_TRUE(value.at(helm::value_path("m.n")).is_absent());
  EXPECT_FALSE(value.at("b").is_removed());
}

TEST_F(Merge, TruthIsWhatATemplateSees) {
  const helm::Value value = merged(R"({"s":"false","e":"","z":0,"o":0.5,"m":{},"n":{"k":null}})",
                                   R"({"t":true,"f":false,"n":{"k":1}})");
  EXPECT_TRUE(value.at("s").truthy()) << "the text false is not empty";
  EXPECT_FALSE(value.at("e").truthy());
  EXPECT_FALSE(value.at("z").truthy());
  EXPECT_TRUE(value.at("o").truthy());
  EXPECT_FALSE(value.at("m").truthy());
  EXPECT_FALSE(value.at("n").truthy()) << "its only key is removed";
  EXPECT_TRUE(value.at("t").truthy());
  EXPECT_FALSE(value.at("f").truthy());
  EXPECT_FALSE(value.at("absent").truthy());
}

TEST_F(Merge, AHugeMapIsTrueWithoutBeingSearched) {
  std::string keys = "{\"k0\":1";
  for (int i = 1; i < 200'000; ++i) {
    keys += ",\"k" + std::to_string(i) + "\":null";
  }
  keys += "}";
  EXPECT_TRUE(merged(keys.c_str(), keys.c_str()).truthy());
}

}  // namespace
}  // namespace postern
