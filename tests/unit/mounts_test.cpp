// Which file stands at a path of a container, as the kubelet mounts volumes.
#include "kube/mounts.h"

#include <gtest/gtest.h>

#include <string>

#include "kube/load_yaml.h"
#include "kube/memory_world.h"

namespace postern::kube {
namespace {

struct Found {
  Holding holding;
  std::string key;
  std::optional<std::int64_t> mode;
};

// `path` in a container with the mounts, in a pod with the volumes, beside the neighbours.
Found mounts_at(const std::string& path, const std::string& mounts, const std::string& volumes,
                const std::string& neighbours = {}) {
  const YamlStream stream = load_yaml(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\n"
      "spec:\n  volumes: [" +
      volumes + "]\n  containers: [{name: c, volumeMounts: [" + mounts + "]}]\n" + neighbours);
  MemoryWorld world("shop");
  std::vector<Object> objects;
  for (const YamlDocument& document : stream.documents) {
    objects.push_back(read_object(document.document.value().root()).value());
    world.add(objects.back());
  }
  const auto& pod = std::get<WorkloadView>(objects.front().view).pod;
  const MountedFile file = find_file(path, pod.containers.front(), pod, world, "shop");
  return {file.holding, std::string(file.key), file.mode};
}

const std::string kMount = "{name: v, mountPath: /etc/pg}";
const std::string kSecret =
    "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\n"
    "stringData: {ca.crt: x}\n";

TEST(Mounts, ASecretHoldsItsKeys) {
  const std::string volume = "{name: v, secret: {secretName: s}}";
  EXPECT_EQ(mounts_at("/etc/pg/ca.crt", kMount, volume, kSecret).holding, Holding::kHolds);
  EXPECT_EQ(mounts_at("/etc/pg/other", kMount, volume, kSecret).holding, Holding::kCannot);
  EXPECT_EQ(mounts_at("/etc/pg/ca.crt", kMount, volume).holding, Holding::kMay);
  EXPECT_EQ(mounts_at("/etc/pg/a/ca.crt", kMount, volume).holding, Holding::kCannot);
}

TEST(Mounts, ItemsRenameKeysAndHideTheOthers) {
  const std::string volume =
      "{name: v, secret: {secretName: s, items: [{key: ca.crt, path: tls/root.pem, mode: 0400}]}}";
  const Found found = mounts_at("/etc/pg/tls/root.pem", kMount, volume);
  EXPECT_EQ(found.holding, Holding::kHolds);
  EXPECT_EQ(found.key, "ca.crt");
  EXPECT_EQ(found.mode, 0400);
  EXPECT_EQ(mounts_at("/etc/pg/ca.crt", kMount, volume).holding, Holding::kCannot);
}

TEST(Mounts, TheModeIsTheVolumesOrTheDefaultOfKubernetes) {
  EXPECT_EQ(mounts_at("/etc/pg/k", kMount, "{name: v, secret: {secretName: s}}").mode, 0644);
  EXPECT_EQ(
      mounts_at("/etc/pg/k", kMount, "{name: v, secret: {secretName: s, defaultMode: 0440}}").mode,
      0440);
}

TEST(Mounts, ASubPathIsOneFileOrOneDirectory) {
  const std::string volume = "{name: v, secret: {secretName: s, items: [{key: a, path: d/f}]}}";
  EXPECT_EQ(mounts_at("/x", "{name: v, mountPath: /x, subPath: d/f}", volume).holding,
            Holding::kHolds);
  EXPECT_EQ(mounts_at("/x/f", "{name: v, mountPath: /x, subPath: d}", volume).holding,
            Holding::kHolds);
  EXPECT_EQ(mounts_at("/x", "{name: v, mountPath: /x, subPath: g}", volume).holding,
            Holding::kCannot);
  EXPECT_EQ(mounts_at("/x", "{name: v, mountPath: /x, subPathExpr: $(G)}", volume).holding,
            Holding::kMay);
}

TEST(Mounts, AProjectedVolumeHoldsWhatAnySourceHolds) {
  const std::string sources =
      "{secret: {name: s, items: [{key: a, path: a}]}}, "
      "{configMap: {name: c, items: [{key: b, path: b}]}}";
  const std::string volume = "{name: v, projected: {sources: [" + sources + "]}}";
  EXPECT_EQ(mounts_at("/etc/pg/b", kMount, volume).holding, Holding::kHolds);
  EXPECT_EQ(mounts_at("/etc/pg/c", kMount, volume).holding, Holding::kCannot);
  const std::string token =
      "{name: v, projected: {sources: [" + sources + ", {serviceAccountToken: {path: t}}]}}";
  EXPECT_EQ(mounts_at("/etc/pg/c", kMount, token).holding, Holding::kMay);
}

TEST(Mounts, TheDeepestMountDecides) {
  const std::string volumes =
      "{name: v, secret: {secretName: s, items: [{key: a, path: a}]}}, "
      "{name: w, emptyDir: {}}";
  const std::string mounts = kMount + ", {name: w, mountPath: /etc/pg/deep}";
  EXPECT_EQ(mounts_at("/etc/pg/deep/a", mounts, volumes).holding, Holding::kMay);
  EXPECT_EQ(mounts_at("/etc/pgx/a", mounts, volumes).holding, Holding::kNoMount);
}

TEST(Mounts, PathsAreReadAsTheFileSystemReadsThem) {
  EXPECT_EQ(normal_path("/etc//pg/./x/../..data/ca.crt"), "/etc/pg/ca.crt");
  EXPECT_EQ(normal_path("/"), "/");
  EXPECT_EQ(normal_path("ca.crt"), "");
  EXPECT_TRUE(lies_in("/etc/pg/ca.crt", "/etc/pg"));
  EXPECT_FALSE(lies_in("/etc/pgx", "/etc/pg"));
  EXPECT_TRUE(lies_in("/etc", "/"));
}

}  // namespace
}  // namespace postern::kube
