// The reference chart's rules on Deployments, StatefulSets and Scales, by their numbers; and the
// same of a second, invented application, of which no rule knows anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "judged_manifests.h"

namespace postern {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using testing::Judged;
using testing::Manifests;
using ::testing::Not;

const std::string kManaged =
    "postgresql://app:Zk8v2mQp@db.postgres.database.azure.com/app?sslmode=verify-full";

policy::Application kiosk() {
  policy::Component till{.name = "till", .selector = {{{"part", "till"}}}};
  till.maximum_replicas = 2;
  till.required_strategy = "Recreate";
  till.strategy_with_claim = true;
  till.owns_schema = true;
  policy::Component leader{.name = "leader", .selector = {{{"part", "leader"}}}};
  leader.forbidden_in_external = true;
  policy::Component store{.name = "store", .selector = {{{"part", "store"}}}};
  store.embedded_database = true;
  policy::Application application;
  application.name = "kiosk";
  application.selector = {{{"app", "kiosk"}}};
  application.instance_label = "release";
  application.dsn_keys = {"MAIN_DSN"};
  application.readonly_password_variable = "READER_PASSWORD";
  application.password_variables = {"TILL_PASSWORD"};
  application.embedded_hosts = {"*-kioskdb"};
  application.ca_directory = "/etc/kiosk/trust";
  application.components = {till, leader, store};
  return application;
}

policy::Policy only_kiosk() {
  policy::Policy policy;
  policy.applications = {kiosk()};
  return policy;
}

/// What one of the two applications calls things.
struct Chart {
  policy::Policy policy;
  std::string labels;  // with %, where the component stands
  std::string dsn;
  std::string readonly;
  std::string ca_directory;
  std::string embedded_host;
  std::string schema_owner;
  std::string leader;
  std::string database;
  int replicas;

  [[nodiscard]] std::string labels_of(const std::string& component) const {
    std::string text = labels;
    return text.replace(text.find('%'), 1, component);
  }

  [[nodiscard]] std::string workload(const std::string& component, const std::string& container,
                                     const std::string& spec = "strategy: {type: Recreate}",
                                     const std::string& kind = "Deployment",
                                     const std::string& volumes = "[]",
                                     const std::string& annotations = "{}") const {
    return "---\napiVersion: apps/v1\nkind: " + kind + "\nmetadata: {name: r1-" + component +
           ", labels: " + labels_of(component) + "}\nspec:\n  " + spec +
           "\n  template:\n    metadata: {labels: " + labels_of(component) +
           ", annotations: " + annotations + "}\n    spec:\n      volumes: " + volumes +
           "\n      containers:\n        - name: app\n          image: a:1\n" + container;
  }

  [[nodiscard]] std::string secret(const std::string& value) const {
    return "---\napiVersion: v1\nkind: Secret\nmetadata: {name: own}\nstringData:\n  " + dsn +
           ": \"" + value + "\"\n";
  }

  [[nodiscard]] std::string reference() const {
    return "          env: [{name: " + dsn + ", valueFrom: {secretKeyRef: {name: own, key: " + dsn +
           "}}}]\n";
  }

  [[nodiscard]] std::string mount() const {
    return "          volumeMounts: [{name: ca, mountPath: " + ca_directory +
           ", readOnly: true}]\n";
  }

  [[nodiscard]] std::vector<Judged> judge(const std::string& manifests) const {
    return Manifests(manifests).findings(policy);
  }
};

Chart eden_chart() {
  return {.policy = policy::built_in_policy(),
          .labels =
              "{app.kubernetes.io/name: eden, app.kubernetes.io/instance: r1, "
              "app.kubernetes.io/component: %}",
          .dsn = "EDEN_STORE_URL",
          .readonly = "EDEN_READONLY_PASSWORD",
          .ca_directory = "/etc/eden/postgres-ca",
          .embedded_host = "r1-postgres",
          .schema_owner = "task-store-server",
          .leader = "control-plane",
          .database = "postgres",
          .replicas = 1};
}

Chart kiosk_chart() {
  return {.policy = only_kiosk(),
          .labels = "{app: kiosk, release: r1, part: %}",
          .dsn = "MAIN_DSN",
          .readonly = "READER_PASSWORD",
          .ca_directory = "/etc/kiosk/trust",
          .embedded_host = "r1-kioskdb",
          .schema_owner = "till",
          .leader = "leader",
          .database = "store",
          .replicas = 2};
}

Judged denial(const char* kind, const std::string& path, const char* rule) {
  return {kind, path, rule, Action::kDeny};
}

// NOLINTNEXTLINE(readability-identifier-naming): matchers are named like GoogleTest's.
MATCHER_P(Fires, rule, "") { return arg.rule == rule; }

const std::string kContainer = "spec.template.spec.containers[0].";
const std::string kCaVolume = "[{name: ca, secret: {secretName: r1-ca}}]";

class Contract : public ::testing::TestWithParam<Chart> {
 protected:
  [[nodiscard]] std::string external() const { return chart_.secret(kManaged); }
  [[nodiscard]] std::string embedded() const {
    return chart_.secret("postgresql://app:Zk8v2mQp@" + chart_.embedded_host + ":5432/app");
  }
  const Chart chart_ = GetParam();
};

TEST_P(Contract, Rule12LeaseModeIsForbiddenInExternalMode) {
  const std::string leader = chart_.workload(chart_.leader, chart_.reference());
  EXPECT_THAT(chart_.judge(leader + external()),
              Contains(denial("Deployment", "spec", "workload-lease-mode-external")));
  EXPECT_THAT(chart_.judge(leader + embedded()),
              Not(Contains(Fires("workload-lease-mode-external"))));
}

TEST_P(Contract, Rule14ReplicasAreBounded) {
  const auto spec = [](int replicas) {
    return "replicas: " + std::to_string(replicas) + "\n  strategy: {type: Recreate}";
  };
  EXPECT_THAT(chart_.judge(chart_.workload(chart_.schema_owner, "", spec(chart_.replicas + 1))),
              Contains(denial("Deployment", "spec.replicas", "workload-replicas")));
  EXPECT_THAT(chart_.judge(chart_.workload(chart_.schema_owner, "", spec(chart_.replicas))),
              IsEmpty());
}

TEST_P(Contract, Rule14ReplicasAreBoundedThroughScale) {
  std::string selector = chart_.labels_of(chart_.schema_owner);
  for (std::size_t at = selector.find(": "); at != std::string::npos; at = selector.find(": ")) {
    selector.replace(at, 2, "=");
  }
  const auto scale = [&](int replicas, const std::string& status) {
    return "---\napiVersion: autoscaling/v1\nkind: Scale\nmetadata: {name: r1-" +
           chart_.schema_owner + "}\nspec: {replicas: " + std::to_string(replicas) +
           "}\nstatus: {replicas: 1" + status + "}\n";
  };
  const std::string with_selector =
      ", selector: \"" + selector.substr(1, selector.size() - 2) + "\"";
  EXPECT_THAT(chart_.judge(scale(chart_.replicas + 1, with_selector)),
              Contains(denial("Scale", "spec.replicas", "workload-replicas")));
  EXPECT_THAT(chart_.judge(scale(chart_.replicas, with_selector)), IsEmpty());
  EXPECT_THAT(
      chart_.judge(scale(chart_.replicas + 1, "") + chart_.workload(chart_.schema_owner, "")),
      Contains(denial("Scale", "spec.replicas", "workload-replicas")));
}

TEST_P(Contract, Rule16NoEmbeddedPostgresInExternalMode) {
  const std::string database = chart_.workload(chart_.database, "", "replicas: 1", "StatefulSet");
  const std::string user = chart_.workload("web-ui", chart_.reference());
  EXPECT_THAT(chart_.judge(database + user + external()),
              Contains(denial("StatefulSet", "spec", "workload-embedded-in-external")));
  EXPECT_THAT(chart_.judge(database + user + embedded()), IsEmpty());
}

TEST_P(Contract, Rule16AnotherReleaseIsAnotherApplication) {
  const std::string database = chart_.workload(chart_.database, "", "replicas: 1", "StatefulSet");
  std::string user = chart_.workload("web-ui", chart_.reference());
  for (std::size_t at = user.find(": r1,"); at != std::string::npos; at = user.find(": r1,")) {
    user.replace(at, 5, ": r2,");
  }
  EXPECT_THAT(chart_.judge(database + user + external()),
              Not(Contains(Fires("workload-embedded-in-external"))));
}

TEST_P(Contract, Rule19ReadonlyPasswordIsBlankedInExternalMode) {
  const std::string import = "          envFrom: [{secretRef: {name: own}}]\n";
  const std::string blank =
      import + "          env: [{name: " + chart_.readonly + ", value: \"\"}]\n";
  EXPECT_THAT(
      chart_.judge(chart_.workload(chart_.schema_owner, import) + external()),
      Contains(denial("Deployment", kContainer + "env", "workload-readonly-password-not-blanked")));
  EXPECT_THAT(chart_.judge(chart_.workload(chart_.schema_owner, blank) + external()),
              Not(Contains(Fires("workload-readonly-password-not-blanked"))));
  EXPECT_THAT(chart_.judge(chart_.workload(chart_.schema_owner, import) + embedded()),
              Not(Contains(Fires("workload-readonly-password-not-blanked"))));
}

TEST_P(Contract, Rule20TheReferencedKeyExists) {
  const std::string user = chart_.workload("web-ui", chart_.reference());
  const std::string other =
      "---\napiVersion: v1\nkind: Secret\nmetadata: {name: own}\nstringData: {OTHER: x}\n";
  EXPECT_THAT(chart_.judge(user + other),
              Contains(Judged{"Deployment", kContainer + "env[0].valueFrom.secretKeyRef",
                              "workload-secret-missing", Action::kWarn}));
  EXPECT_THAT(chart_.judge(user + embedded()), IsEmpty());
}

TEST_P(Contract, Rule21NoLiteralConnectionStringInAPodTemplate) {
  const std::string literal = "          args: [--store-url, \"" + kManaged + "\"]\n";
  const std::string reference =
      chart_.reference() + "          args: [--store-url, $(" + chart_.dsn + ")]\n";
  EXPECT_THAT(chart_.judge(chart_.workload("web-ui", literal)),
              Contains(denial("Deployment", kContainer + "args[1]", "workload-inline-dsn")));
  EXPECT_THAT(chart_.judge(chart_.workload("web-ui", reference)), IsEmpty());
}

TEST_P(Contract, Rule21ADeclaredVariableThatNobodySetsStaysText) {
  const std::string dangling = "          args: [--store-url, $(" + chart_.dsn + ")]\n";
  EXPECT_THAT(chart_.judge(chart_.workload("web-ui", dangling)),
              Contains(denial("Deployment", kContainer + "args[1]", "workload-variable-order")));
}

TEST_P(Contract, Rule22TheCaPathLiesUnderTheMount) {
  const std::string secret =
      chart_.secret(kManaged + "&sslrootcert=" + chart_.ca_directory + "/ca.crt");
  const std::string user = chart_.reference() + chart_.mount();
  const auto judged = [&](const std::string& volumes) {
    return chart_.judge(chart_.workload("web-ui", user, "replicas: 1", "Deployment", volumes) +
                        secret);
  };
  EXPECT_THAT(judged(kCaVolume), IsEmpty());
  EXPECT_THAT(
      judged("[{name: ca, secret: {secretName: r1-ca, items: [{key: a, path: other.crt}]}}]"),
      Contains(denial("Deployment", kContainer + "env[0].valueFrom.secretKeyRef",
                      "workload-ca-not-mounted")));
}

TEST_P(Contract, Rule23TheCaDirectoryIsMountedReadOnly) {
  const std::string secret =
      chart_.secret(kManaged + "&sslrootcert=" + chart_.ca_directory + "/ca.crt");
  EXPECT_THAT(chart_.judge(chart_.workload("web-ui", chart_.reference()) + secret),
              Contains(denial("Deployment", kContainer + "env[0].valueFrom.secretKeyRef",
                              "workload-ca-not-mounted")));
  const std::string writable =
      chart_.reference() + "          volumeMounts: [{name: ca, mountPath: " + chart_.ca_directory +
      "}]\n";
  EXPECT_THAT(chart_.judge(chart_.workload("web-ui", writable, "replicas: 1", "Deployment",
                                           "[{name: ca, hostPath: {path: /ca}}]") +
                           secret),
              Contains(Judged{"Deployment", kContainer + "volumeMounts[0]",
                              "workload-ca-mount-writable", Action::kWarn}));
}

TEST_P(Contract, Rule28AnOperatorsStringIsAcknowledgedOrSeen) {
  const auto user = [&](const std::string& annotations) {
    return chart_.workload("web-ui", chart_.reference() + chart_.mount(), "replicas: 1",
                           "Deployment", kCaVolume, annotations);
  };
  EXPECT_THAT(chart_.judge(user("{}")),
              Contains(Judged{"Deployment", kContainer + "volumeMounts",
                              "workload-tls-unacknowledged", Action::kWarn}));
  EXPECT_THAT(chart_.judge(user("{postern.dev/tls-acknowledged: \"true\"}")), IsEmpty());
  EXPECT_THAT(
      chart_.judge(user("{}") +
                   chart_.secret(kManaged + "&sslrootcert=" + chart_.ca_directory + "/ca.crt")),
      IsEmpty());
}

TEST_P(Contract, Rule39AFileBlobStoreIsRecreated) {
  const std::string mount = "          volumeMounts: [{name: blobs, mountPath: /blobs}]\n";
  const auto judged = [&](const std::string& strategy,
                          const std::string& volume = "persistentVolumeClaim: {claimName: c}") {
    return chart_.judge(chart_.workload(chart_.schema_owner, mount, "strategy: " + strategy,
                                        "Deployment", "[{name: blobs, " + volume + "}]"));
  };
  EXPECT_THAT(judged("{type: RollingUpdate}", "emptyDir: {}"), IsEmpty());
  EXPECT_THAT(judged("{type: RollingUpdate}"),
              Contains(denial("Deployment", "spec.strategy", "workload-strategy")));
  EXPECT_THAT(judged("{type: Recreate, rollingUpdate: {maxSurge: 1}}"),
              Contains(denial("Deployment", "spec.strategy.rollingUpdate", "workload-strategy")));
  EXPECT_THAT(judged("{type: Recreate, rollingUpdate: null}"), IsEmpty());
}

TEST_P(Contract, Rule40AWholeSecretImportIsNamedWhenAskedFor) {
  const Chart& chart = chart_;
  const std::string import =
      chart.workload("web-ui", "          envFrom: [{secretRef: {name: own}}]\n") + embedded();
  EXPECT_THAT(chart.judge(import), IsEmpty());
  const Manifests manifests(import);
  kube::MemoryWorld world("default");
  for (const kube::Object& object : manifests.objects()) {
    world.add(object);
  }
  const rules::Context context{world, chart.policy, Instant{}};
  std::vector<std::string> paths;
  for (const rules::Finding& finding : engine::evaluate(manifests.objects().front(), context)) {
    if (finding.rule->id.view() == "workload-whole-secret-import") {
      paths.push_back(finding.path.str());
    }
  }
  EXPECT_EQ(paths, std::vector<std::string>{kContainer + "envFrom[0]"});
}

INSTANTIATE_TEST_SUITE_P(Eden, Contract, ::testing::Values(eden_chart()));
INSTANTIATE_TEST_SUITE_P(Kiosk, Contract, ::testing::Values(kiosk_chart()));

TEST(OtherContract, LabelsOfEdenMeanNothingToIt) {
  const Chart eden = eden_chart();
  const std::string owner = eden.workload(eden.schema_owner, "", "replicas: 5");
  EXPECT_THAT(Manifests(owner).findings(only_kiosk()), IsEmpty());
}

}  // namespace
}  // namespace postern
