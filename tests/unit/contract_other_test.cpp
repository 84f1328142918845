// A second, invented application: nothing about the first one is compiled into a rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judged_manifests.h"
#include "rules/contract.h"

namespace postern {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using testing::Judged;
using testing::Manifests;

policy::Application kiosk() {
  policy::Application application;
  application.name = "kiosk";
  application.selector = {{{"app", "kiosk"}}};
  application.dsn_keys = {"MAIN_DSN", "REPORT_DSN"};
  application.required_keys = {"SESSION_KEY"};
  application.embedded_keys = {"DB_PASSWORD"};
  application.embedded_hosts = {"*-kioskdb"};
  application.ca_secrets = {"till-trust"};
  return application;
}

policy::Policy only_kiosk() {
  policy::Policy policy;
  policy.applications = {kiosk()};
  return policy;
}

std::vector<Judged> on(const std::string& values) {
  return Manifests("apiVersion: v1\nkind: Secret\nmetadata: {name: till}\nstringData:\n" + values)
      .findings(only_kiosk());
}

Judged denial(const char* path, const char* rule) { return {"Secret", path, rule, Action::kDeny}; }

const std::string kEmbedded = "postgresql://k:Zk8v2mQp@till-kioskdb.shops.svc/kiosk";
const std::string kManaged =
    "postgresql://k:Zk8v2mQp@kiosk.postgres.database.azure.com/kiosk?sslmode=verify-full"
    "&sslrootcert=/etc/till/ca.pem";

TEST(OtherContract, ItsOwnKeysAreRequired) {
  EXPECT_THAT(on("  MAIN_DSN: " + kManaged + "\n  REPORT_DSN: " + kManaged + "\n"),
              Contains(denial("stringData[SESSION_KEY]", "secret-required-key-missing")));
  EXPECT_THAT(
      on("  MAIN_DSN: " + kEmbedded + "\n  REPORT_DSN: " + kEmbedded + "\n  SESSION_KEY: x\n"),
      Contains(denial("stringData[DB_PASSWORD]", "secret-required-key-missing")));
}

TEST(OtherContract, ItsOwnServiceIsItsEmbeddedDatabase) {
  EXPECT_THAT(on("  MAIN_DSN: " + kEmbedded + "\n  REPORT_DSN: " + kEmbedded +
                 "\n  SESSION_KEY: x\n  DB_PASSWORD: abc\n"),
              IsEmpty());
  EXPECT_THAT(on("  MAIN_DSN: " + kEmbedded + "?sslmode=require\n  REPORT_DSN: " + kEmbedded +
                 "\n  SESSION_KEY: x\n  DB_PASSWORD: abc\n"),
              Contains(denial("stringData[MAIN_DSN]", "secret-embedded-tls")));
}

TEST(OtherContract, ItsOwnCaSecretIsKnown) {
  EXPECT_THAT(Manifests("apiVersion: v1\nkind: Secret\nmetadata: {name: till-trust}\n"
                        "stringData: {ca.crt: todo}\n")
                  .findings(only_kiosk()),
              Contains(denial("stringData[ca.crt]", "secret-ca-not-pem")));
}

TEST(OtherContract, KeysOfEdenMeanNothingToIt) {
  EXPECT_THAT(
      on("  EDEN_STORE_URL: " + kManaged + "\n  EDEN_READONLY_STORE_URL: " + kManaged + "\n"),
      IsEmpty());
}

TEST(EmbeddedHost, IsAServiceOfTheClusterAndNothingElse) {
  const policy::Application application = kiosk();
  const dsn::TargetSettings settings;
  const auto embedded = [&](std::string_view host) {
    return application.is_embedded_host(host, settings);
  };
  EXPECT_TRUE(embedded("till-kioskdb"));
  EXPECT_TRUE(embedded("till-kioskdb.shops"));
  EXPECT_TRUE(embedded("till-kioskdb.shops.svc"));
  EXPECT_TRUE(embedded("till-kioskdb.shops.svc.cluster.local"));
  EXPECT_FALSE(embedded("till-kioskdb.example.net"));
  EXPECT_FALSE(embedded("kiosk.shops.svc"));
  EXPECT_FALSE(embedded("127.0.0.1"));
  EXPECT_FALSE(embedded(""));
}

TEST(EmbeddedHost, IsNotAHostThatOnlyThePolicyPutsInTheCluster) {
  dsn::TargetSettings settings;
  settings.in_cluster_hosts = {"*.corp.example.net"};
  EXPECT_FALSE(kiosk().is_embedded_host("till-kioskdb.corp.example.net", settings));
}

}  // namespace
}  // namespace postern
