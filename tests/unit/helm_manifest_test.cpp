// The objects of a release's manifest, and the bounds of reading them.
#include <gtest/gtest.h>

#include "helm/manifest.h"
#include "helm/stored_release.h"
#include "kube/load_json.h"
#include "release_maker.h"

namespace postern {
namespace {

using helm::Limits;
using nlohmann::json;
using testing::to_payload;

const std::string kSecret =
    "---\n# Source: shop/templates/secret.yaml\napiVersion: v1\nkind: Secret\n"
    "metadata:\n  name: db\nstringData: {A: b}\n";

// The manifest refers to the release.
struct Read {
  helm::Release release;
  helm::DecodeResult<helm::Manifest> manifest;
};

Read read(const std::string& manifest, const Limits& limits = {}, const json& hooks = nullptr) {
  const json stored = {
      {"name", "shop"}, {"namespace", "prod"}, {"manifest", manifest}, {"hooks", hooks}};
  helm::Release release = helm::read_release(to_payload(stored), limits).value();
  auto objects = helm::read_manifest(release, limits);
  return {std::move(release), std::move(objects)};
}

TEST(HelmManifest, ObjectsKnowTheirTemplateAndNamespace) {
  const Read got = read(kSecret);
  ASSERT_TRUE(got.manifest);
  const helm::ManifestObject& secret = got.manifest->objects.at(0);
  EXPECT_EQ(secret.object.meta.name, "db");
  EXPECT_EQ(secret.object.meta.name_space, "prod");
  EXPECT_EQ(secret.source, "shop/templates/secret.yaml");
}

TEST(HelmManifest, HooksAreObjectsToo) {
  const Read got =
      read("", {},
           {{{"path", "shop/templates/job.yaml"},
             {"manifest", "apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate}\n"}}});
  ASSERT_TRUE(got.manifest);
  EXPECT_EQ(got.manifest->objects.at(0).object.meta.name, "migrate");
  EXPECT_EQ(got.manifest->objects.at(0).source, "shop/templates/job.yaml");
}

TEST(HelmManifest, ABadDocumentDoesNotHideTheOthers) {
  const Read got = read("---\n# Source: a.yaml\nkind: Secret\n  bad: [\n" + kSecret);
  ASSERT_TRUE(got.manifest);
  EXPECT_EQ(got.manifest->unreadable.at(0).source, "a.yaml");
  EXPECT_EQ(got.manifest->objects.at(0).object.meta.name, "db");
}

TEST(HelmManifest, OtherKindsAreNotEvenRead) {
  const Read got = read("---\nkind: Ingress\n  bad: [\n" + kSecret);
  ASSERT_TRUE(got.manifest);
  EXPECT_TRUE(got.manifest->unreadable.empty());
}

TEST(HelmManifest, AListsItemsAreObjects) {
  const Read got = read(
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: "
      "a}}\n");
  ASSERT_TRUE(got.manifest);
  EXPECT_EQ(got.manifest->objects.at(0).object.meta.name, "a");
}

TEST(HelmManifest, AMillionDocumentsAreTooMany) {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) {
    text += "---\nkind: Secret\n";
  }
  const Read got = read(text);
  ASSERT_FALSE(got.manifest);
  EXPECT_EQ(got.manifest.error().fault, helm::Fault::kTooLarge);
}

TEST(HelmManifest, AnAliasBombIsRefusedAndThousandsOfThemTogether) {
  std::string bomb = "---\nkind: ConfigMap\na: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'j'; ++c) {
    const std::string before = "*" + std::string(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + c + " [" + before;
    for (int i = 0; i < 9; ++i) {
      bomb += "," + before;
    }
    bomb += "]\n";
  }
  const Read one = read(bomb + kSecret);
  ASSERT_TRUE(one.manifest);
  EXPECT_EQ(one.manifest->unreadable.size(), 1U);
  EXPECT_EQ(one.manifest->objects.at(0).object.meta.name, "db");

  std::string many;
  for (int i = 0; i < 5000; ++i) {
    many += bomb;
  }
  const Read all = read(many);
  ASSERT_FALSE(all.manifest);
  EXPECT_EQ(all.manifest.error().fault, helm::Fault::kTooLarge);
}

kube::Object object_of(const kube::LoadResult<kube::Document>& document) {
  return kube::read_object(document->root()).value();
}

TEST(StoredRelease, IsToldByTypeLabelOrName) {
  const json release = {{"name", "shop"}, {"version", 2}};
  const auto secret = kube::load_json(testing::stored_secret(release).dump());
  EXPECT_TRUE(helm::is_stored_release(object_of(secret)));
  ASSERT_TRUE(helm::payload_of(object_of(secret)));
  EXPECT_TRUE(helm::read_release(helm::payload_of(object_of(secret))->expose(), {}));

  json map = {{"apiVersion", "v1"},
              {"kind", "ConfigMap"},
              {"metadata", {{"name", "sh.helm.release.v1.shop.v2"}}},
              {"data", {{"release", to_payload(release)}}}};
  EXPECT_TRUE(helm::is_stored_release(object_of(kube::load_json(map.dump()))));
  map["metadata"] = {{"name", "x"}, {"labels", {{"owner", "helm"}}}};
  EXPECT_TRUE(helm::is_stored_release(object_of(kube::load_json(map.dump()))));
  map["metadata"] = {{"name", "x"}};
  EXPECT_FALSE(helm::is_stored_release(object_of(kube::load_json(map.dump()))));
}

TEST(StoredRelease, IsNamedAsHelmNamesIt) {
  EXPECT_EQ(helm::stored_name("shop", 12), "sh.helm.release.v1.shop.v12");
}

}  // namespace
}  // namespace postern
