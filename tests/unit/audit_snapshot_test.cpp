// The snapshot of an audit: what it shows, what it keeps, and who made what.
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "audit/collections.h"
#include "audit/snapshot.h"
#include "kube/load_json.h"

namespace postern::audit {
namespace {

using kube::Absent;
using kube::SecretView;
using kube::SourceKind;
using kube::Unknown;

std::size_t index_of(std::string_view kind) {
  for (std::size_t i = 0; i < kCollections.size(); ++i) {
    if (kCollections.at(i).type.kind == kind) {
      return i;
    }
  }
  ADD_FAILURE() << "no collection of " << kind;
  return 0;
}

constexpr std::string_view kUser = R"({
  "metadata": {"name": "api", "namespace": "shop", "uid": "1"},
  "spec": {"template": {"spec": {"containers": [{"name": "app", "env": [
    {"name": "URL", "valueFrom": {"secretKeyRef": {"name": "db", "key": "url"}}}]}]}}}})";
constexpr std::string_view kSecret = R"({
  "metadata": {"name": "db", "namespace": "shop"}, "data": {"url": "eA=="}})";

class SnapshotTest : public testing::Test {
 protected:
  void add(std::string_view kind, std::string_view json, const std::string& name_space = "") {
    const Listing listing(index_of(kind), name_space);
    if (begun_.insert(listing).second) {
      snapshot_.begin(listing);
    }
    with(kind, json, [&](const kube::Object& object, const Traits& traits) {
      snapshot_.add(listing, object, traits);
    });
  }

  void finish(std::string_view kind, const std::string& name_space = "") {
    const Listing listing(index_of(kind), name_space);
    if (begun_.insert(listing).second) {
      snapshot_.begin(listing);
    }
    snapshot_.finish(listing);
  }

  template <typename Use>
  static void with(std::string_view kind, std::string_view json, const Use& use) {
    const auto document = kube::load_json(json);
    ASSERT_TRUE(document);
    const auto object = kube::read_object(kCollections.at(index_of(kind)).type, document->root());
    ASSERT_TRUE(object);
    use(*object, traits_of(document->root()));
  }

  bool is_absent(std::string_view name_space, std::string_view name) {
    return std::holds_alternative<Absent>(snapshot_.secret(name_space, name));
  }

  std::size_t workloads(std::string_view name_space) {
    std::size_t count = 0;
    snapshot_.each_workload(name_space, [&](const kube::WorkloadFacts&) { ++count; });
    return count;
  }

  // Whether the value of the only key is there.
  bool has_value(std::string_view name) {
    const auto found = snapshot_.secret("shop", name);
    const auto* const* view = std::get_if<const SecretView*>(&found);
    return view != nullptr && (*view)->entries.at(0).value.has_value();
  }

  Snapshot snapshot_;
  std::set<Listing> begun_;
};

TEST_F(SnapshotTest, WhatWasNotListedIsUnknown) {
  EXPECT_TRUE(std::holds_alternative<Unknown>(snapshot_.secret("shop", "db")));
  EXPECT_FALSE(snapshot_.complete());
}

TEST_F(SnapshotTest, WhatIsMissingIsAbsentOnlyAtTheEndOfTheList) {
  add("Secret", kSecret);
  EXPECT_FALSE(is_absent("shop", "other"));
  finish("Secret");
  EXPECT_TRUE(is_absent("shop", "other"));
  EXPECT_TRUE(is_absent("bank", "db"));
  EXPECT_FALSE(is_absent("shop", "db"));
  EXPECT_TRUE(std::holds_alternative<Unknown>(snapshot_.config_map("shop", "other")));
}

TEST_F(SnapshotTest, AListedNamespaceSaysNothingOfAnother) {
  finish("Secret", "shop");
  EXPECT_TRUE(is_absent("shop", "db"));
  EXPECT_FALSE(is_absent("bank", "db"));
}

TEST_F(SnapshotTest, ValuesAreKeptOfWhatWorkloadsUseOnly) {
  add("Deployment", kUser);
  add("Secret", kSecret);
  add("Secret", R"({"metadata": {"name": "other", "namespace": "shop"}, "data": {"k": "eA=="}})");
  EXPECT_TRUE(has_value("db"));
  EXPECT_FALSE(has_value("other"));
  EXPECT_FALSE(snapshot_.is_withheld(SourceKind::kSecret, "shop", "db"));
  EXPECT_TRUE(snapshot_.is_withheld(SourceKind::kSecret, "shop", "other"));
  EXPECT_FALSE(snapshot_.is_withheld(SourceKind::kConfigMap, "shop", "other"));
}

TEST_F(SnapshotTest, OfAReleaseNoPayloadIsKept) {
  add("Deployment",
      std::string(kUser).replace(kUser.find("\"db\""), 4, R"("sh.helm.release.v1.a.v1")"));
  add("Secret", R"({"metadata": {"name": "sh.helm.release.v1.a.v1", "namespace": "shop"},
                    "type": "helm.sh/release.v1", "data": {"release": "eA=="}})");
  EXPECT_FALSE(has_value("sh.helm.release.v1.a.v1"));
}

TEST_F(SnapshotTest, ANewBeginningForgets) {
  add("Secret", kSecret);
  finish("Secret");
  snapshot_.begin({index_of("Secret"), ""});
  EXPECT_TRUE(std::holds_alternative<Unknown>(snapshot_.secret("shop", "db")));
  add("Deployment", kUser);
  snapshot_.begin({index_of("Deployment"), ""});
  add("Deployment", kUser);
  EXPECT_EQ(workloads("shop"), 1U);
}

constexpr std::string_view kReplicaSet = R"({
  "metadata": {"name": "api-1", "namespace": "shop", "uid": "2",
    "ownerReferences": [{"uid": "9"}, {"uid": "1", "controller": true}]},
  "spec": {"template": {"spec": {"containers": []}}}})";
constexpr std::string_view kPod = R"({
  "metadata": {"name": "api-1-x", "namespace": "shop", "uid": "3",
    "ownerReferences": [{"uid": "2", "controller": true}]},
  "spec": {"containers": []}})";

TEST_F(SnapshotTest, TheRootIsTheFirstOwnerThatIsHere) {
  add("Deployment", kUser);
  add("ReplicaSet", kReplicaSet);
  add("Pod", kPod);
  with("Deployment", kUser, [&](const kube::Object&, const Traits& deployment) {
    with("Pod", kPod, [&](const kube::Object&, const Traits& pod) {
      EXPECT_EQ(snapshot_.root_of(pod), deployment.uid);
      EXPECT_EQ(snapshot_.root_of(deployment), deployment.uid);
    });
  });
  EXPECT_EQ(workloads("shop"), 1U) << "what the Deployment made is no user of its own";
}

TEST_F(SnapshotTest, WithoutItsOwnerAnObjectIsItsOwnRoot) {
  add("ReplicaSet", kReplicaSet);
  add("Pod", kPod);
  with("ReplicaSet", kReplicaSet, [&](const kube::Object&, const Traits& replica_set) {
    with("Pod", kPod, [&](const kube::Object&, const Traits& pod) {
      EXPECT_EQ(snapshot_.root_of(replica_set), replica_set.uid);
      EXPECT_EQ(snapshot_.root_of(pod), replica_set.uid);
    });
  });
}

TEST_F(SnapshotTest, KnowsAnObjectByWhatItsPodsAreMadeFrom) {
  const auto knows = [&](std::string_view json) {
    bool known = false;
    with("Deployment", json, [&](const kube::Object& object, const Traits& traits) {
      known = snapshot_.knows(object, traits);
    });
    return known;
  };
  EXPECT_FALSE(knows(kUser));
  add("Deployment", kUser);
  EXPECT_TRUE(knows(kUser));
  std::string changed(kUser);
  EXPECT_TRUE(knows(changed.replace(changed.rfind('}'), 1, R"(, "status": {"replicas": 1}})")));
  EXPECT_FALSE(knows(changed.replace(changed.find("\"db\""), 4, "\"bd\"")));
}

TEST(Traits, OfWhatIsNoObjectAreNone) {
  for (const std::string_view json : {"5", "[]", "{}", R"({"metadata": 7, "spec": null})",
                                      R"({"metadata": {"uid": 5, "ownerReferences": [1]}})"}) {
    const auto document = kube::load_json(json);
    ASSERT_TRUE(document);
    const Traits traits = traits_of(document->root());
    EXPECT_EQ(traits.uid, 0U) << json;
    EXPECT_EQ(traits.owner, 0U) << json;
    EXPECT_EQ(traits.content, 0U) << json;
  }
}

TEST(Collections, OwnersComeFirstAndSecretsLast) {
  EXPECT_LT(index_of("Deployment"), index_of("ReplicaSet"));
  EXPECT_LT(index_of("CronJob"), index_of("Job"));
  for (const std::string_view kind :
       {"ReplicaSet", "Job", "StatefulSet", "DaemonSet", "ReplicationController"}) {
    EXPECT_LT(index_of(kind), index_of("Pod"));
  }
  for (const Collection& collection : kCollections) {
    if (kube::is_workload(collection.type)) {
      EXPECT_LT(index_of(collection.type.kind), index_of("ConfigMap"));
    }
  }
  EXPECT_EQ(index_of("Secret") + 1, kCollections.size());
}

}  // namespace
}  // namespace postern::audit
