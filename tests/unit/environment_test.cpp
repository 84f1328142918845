// The environment of a container as the kubelet builds it (pkg/kubelet/kubelet_pods.go).
#include "kube/environment.h"

#include <gtest/gtest.h>

#include <string>

#include "kube/libpq_environment.h"
#include "kube/load_yaml.h"
#include "kube/memory_world.h"
#include "kube/references.h"
#include "kube/written_strings.h"

namespace postern::kube {
namespace {

// The environment of the first container of the first document; the others are the world.
class Built {
 public:
  explicit Built(const std::string& container, const std::string& neighbours = {},
                 MemoryWorld::Extent extent = MemoryWorld::Extent::kPart)
      : stream_(load_yaml("apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\n"
                          "spec: {containers: [" +
                          container + "]}\n" + neighbours)),
        world_("shop", extent) {
    for (const YamlDocument& document : stream_.documents) {
      objects_.push_back(read_object(document.document.value().root()).value());
      world_.add(objects_.back());
    }
    const auto& pod = std::get<WorkloadView>(objects_.front().view).pod;
    environment_.emplace(pod.containers.front(), world_, "shop", budget_);
  }

  [[nodiscard]] const Environment& environment() const { return *environment_; }
  [[nodiscard]] std::string value(std::string_view name) const {
    const Variable variable = environment_->find(name);
    return variable.value ? std::string(variable.value->expose()) : "<none>";
  }
  [[nodiscard]] Presence presence(std::string_view name) const {
    return environment_->find(name).presence;
  }

 private:
  YamlStream stream_;
  MemoryWorld world_;
  std::vector<Object> objects_;
  Budget budget_;
  std::optional<Environment> environment_;
};

std::string variable(const std::string& name, const std::string& value) {
  return "{name: " + name + ", value: \"" + value + "\"}";
}

const std::string kSecret =
    "---\napiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: shop}\n"
    "stringData: {USER: app, url: \"$(USER)@h\"}\n";

TEST(Environment, ExpandsWhatStandsBefore) {
  const Built built("{name: c, env: [" + variable("A", "1") + "," + variable("B", "$(A)2") + "]}");
  EXPECT_EQ(built.value("B"), "12");
}

TEST(Environment, LeavesWhatStandsLater) {
  const Built built("{name: c, env: [" + variable("B", "$(A)2") + "," + variable("A", "1") + "]}");
  EXPECT_EQ(built.value("B"), "$(A)2");
}

TEST(Environment, ReadsTheSyntaxOfTheKubelet) {
  const Built built("{name: c, env: [" + variable("A", "1") + "," +
                    variable("B", "$$(A) $(A $A ${A} $") + "," + variable("C", "$$$(A)") + "]}");
  EXPECT_EQ(built.value("B"), "$(A) $(A $A ${A} $");
  EXPECT_EQ(built.value("C"), "$1");
}

TEST(Environment, AValueOfASecretIsNotExpanded) {
  const Built built("{name: c, env: [{name: U, valueFrom: {secretKeyRef: {name: db, key: url}}}]}",
                    kSecret);
  EXPECT_EQ(built.value("U"), "$(USER)@h");
}

TEST(Environment, ImportsComeFirstAndGiveWayToEnv) {
  const Built built("{name: c, envFrom: [{secretRef: {name: db}}], env: [" +
                        variable("X", "$(USER)") + "," + variable("USER", "other") + "]}",
                    kSecret);
  EXPECT_EQ(built.value("X"), "app");
  EXPECT_EQ(built.value("USER"), "other");
}

TEST(Environment, AnImportHasAPrefix) {
  const Built built("{name: c, envFrom: [{prefix: DB_, secretRef: {name: db}}]}", kSecret);
  EXPECT_EQ(built.value("DB_USER"), "app");
  EXPECT_EQ(built.presence("USER"), Presence::kAbsent);
}

TEST(Environment, WhatCannotBeSeenMayBeThere) {
  const Built built("{name: c, envFrom: [{secretRef: {name: unseen}}]}");
  EXPECT_EQ(built.presence("ANY"), Presence::kPossible);
}

TEST(Environment, InACompleteWorldItIsNot) {
  const Built built("{name: c, envFrom: [{secretRef: {name: unseen, optional: true}}]}", "",
                    MemoryWorld::Extent::kEverything);
  EXPECT_EQ(built.presence("ANY"), Presence::kAbsent);
}

TEST(Environment, AnOptionalKeyThatIsMissingLeavesTheVariableUnset) {
  const Built built(
      "{name: c, env: [{name: U, valueFrom: {secretKeyRef: {name: db, key: absent, optional: "
      "true}}}]}",
      kSecret);
  EXPECT_EQ(built.presence("U"), Presence::kAbsent);
}

TEST(Environment, AHiddenReferenceHidesTheWholeValue) {
  const Built built(
      "{name: c, env: [{name: P, valueFrom: {secretKeyRef: {name: unseen, key: p}}}, " +
      variable("U", "x$(P)") + "]}");
  EXPECT_EQ(built.presence("U"), Presence::kSet);
  EXPECT_EQ(built.value("U"), "<none>");
}

TEST(Environment, DoublingVariablesStaysBounded) {
  std::string env = variable("V0", std::string(64, 'x'));
  for (int i = 1; i <= 60; ++i) {
    const std::string before = "$(V" + std::to_string(i - 1) + ")";
    env += "," + variable("V" + std::to_string(i), before + before);
  }
  const Built built("{name: c, env: [" + env + "]}");
  EXPECT_EQ(built.value("V1").size(), 128U);
  EXPECT_EQ(built.value("V60"), "<none>");
}

TEST(LibpqEnvironment, TheStringGoesBeforeTheEnvironment) {
  const Built built("{name: c, env: [" + variable("PGSSLMODE", "verify-full") + "," +
                    variable("PGSSLROOTCERT", "/ca.crt") + "]}");
  const dsn::Dsn weak =
      completed(dsn::parse("postgresql://h.example.net/d?sslmode=disable"), built.environment());
  EXPECT_EQ(weak.ssl_mode, dsn::SslMode::kDisable);
  const dsn::Dsn whole = completed(dsn::parse("postgresql://h.example.net/d"), built.environment());
  EXPECT_EQ(whole.ssl_mode, dsn::SslMode::kVerifyFull);
  EXPECT_EQ(whole.value(dsn::Key::kSslrootcert)->expose(), "/ca.crt");
  EXPECT_EQ(whole.tls.protection, dsn::Protection::kVerifiedFull);
}

TEST(LibpqEnvironment, PgrequiresslCountsWhenItBeginsWithOne) {
  const Built one("{name: c, env: [" + variable("PGREQUIRESSL", "1") + "]}");
  EXPECT_EQ(environment_mode(one.environment())->mode, dsn::SslMode::kRequire);
  const Built yes("{name: c, env: [" + variable("PGREQUIRESSL", "true") + "]}");
  EXPECT_EQ(environment_mode(yes.environment())->mode, dsn::SslMode::kPrefer);
}

TEST(LibpqEnvironment, DriversWithoutItAreLeftAlone) {
  const Built built("{name: c, env: [" + variable("PGSSLMODE", "verify-full") + "]}");
  const dsn::Dsn jdbc =
      completed(dsn::parse("jdbc:postgresql://h.example.net/d"), built.environment());
  EXPECT_FALSE(jdbc.ssl_mode.has_value());
}

TEST(References, WhatAServiceSetsIsKnownByItsName) {
  EXPECT_TRUE(names_a_service("DB_SERVICE_HOST"));
  EXPECT_TRUE(names_a_service("DB_SERVICE_PORT_HTTP"));
  EXPECT_TRUE(names_a_service("DB_PORT_5432_TCP_ADDR"));
  EXPECT_FALSE(names_a_service("DB_HOST"));
}

TEST(LiteralPassword, IsWhatNoReferenceStandsFor) {
  const auto literal = [](std::string_view text, bool embedded) {
    return has_literal_password(text, dsn::parse(text), embedded);
  };
  EXPECT_TRUE(literal("postgres://u:secret@h/d", false));
  EXPECT_TRUE(literal("postgres://$(U):secret@h/d", false));
  EXPECT_TRUE(literal("postgres://u:$(A)x$(B)@h/d", false));
  EXPECT_FALSE(literal("postgres://u:$(P)@h/d", false));
  EXPECT_FALSE(literal("postgres://u@h/d", false));
  EXPECT_FALSE(literal("postgres://u:${P}@h/d", true));
  EXPECT_FALSE(literal("postgres://u:$P@h/d", true));
  EXPECT_TRUE(literal("postgres://u:$P@h/d", false));
}

}  // namespace
}  // namespace postern::kube
