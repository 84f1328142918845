// The reference chart's rules as far as a Secret shows them; each test bears the number that the
// rule has in the chart's own list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judged_manifests.h"

namespace postern {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::IsEmpty;
using testing::Judged;
using testing::Manifests;
using ::testing::Not;

constexpr std::string_view kManaged = "eden.abc123.eu-west-1.rds.amazonaws.com";

std::string managed(std::string_view query) {
  return "postgresql://eden:Zk8v2mQp@" + std::string(kManaged) + "/eden" + std::string(query);
}

const std::string kVerified =
    managed("?sslmode=verify-full&sslrootcert=/etc/eden/postgres-ca/ca.crt");
const std::string kEmbedded = "postgresql://eden:Zk8v2mQp@eden-postgres:5432/eden";
const std::string kRequired =
    "  EDEN_ADMIN_TOKEN: a1\n  EDEN_SESSION_SECRET: b2\n  FORGEJO_REMOTE_PASSWORD: c3\n"
    "  FORGEJO_SECRET_KEY: d4\n  FORGEJO_INTERNAL_TOKEN: e5\n";
const std::string kPasswords = "  POSTGRES_PASSWORD: f6\n  EDEN_READONLY_PASSWORD: g7\n";

std::string secret(const std::string& values) {
  return "apiVersion: v1\nkind: Secret\nmetadata: {name: eden, namespace: eden}\nstringData:\n" +
         values;
}

std::string keys(const std::string& store, const std::string& readonly,
                 const std::string& control_plane) {
  return "  EDEN_STORE_URL: \"" + store + "\"\n  EDEN_READONLY_STORE_URL: \"" + readonly +
         "\"\n  EDEN_CONTROL_PLANE_STORE_URL: \"" + control_plane + "\"\n";
}

std::string keys(const std::string& dsn) { return keys(dsn, dsn, dsn); }

std::vector<Judged> on(const std::string& yaml) { return Manifests(yaml).findings(); }

std::vector<Judged> on_external(const std::string& dsn) {
  return on(secret(keys(dsn) + kRequired));
}

auto rule(const char* id) { return Field(&Judged::rule, id); }

auto denial(const char* path, const char* id) { return Judged{"Secret", path, id, Action::kDeny}; }

auto warning(const char* path, const char* id) { return Judged{"Secret", path, id, Action::kWarn}; }

TEST(EdenSecret, Rule02NoConnectionStringInExternalMode) {
  EXPECT_THAT(on_external(""),
              Contains(denial("stringData[EDEN_STORE_URL]", "secret-required-key-missing")));
}

TEST(EdenSecret, Rule03AConnectionStringIsAUrl) {
  const std::string keyword = "host=" + std::string(kManaged) + " dbname=eden user=eden";
  EXPECT_THAT(on_external(keyword), Contains(denial("stringData[EDEN_STORE_URL]", "dsn-not-url")));
  EXPECT_THAT(on_external("foo"), Contains(denial("stringData[EDEN_STORE_URL]", "dsn-not-url")));
  EXPECT_THAT(on_external(kVerified), Not(Contains(rule("dsn-not-url"))));
}

TEST(EdenSecret, Rule04TheChartsSecretMayLeaveOutAllConnectionStrings) {
  EXPECT_THAT(on("apiVersion: v1\nkind: Secret\nmetadata: {name: release, labels: "
                 "{app.kubernetes.io/name: eden}}\nstringData:\n" +
                 kRequired),
              IsEmpty());
}

TEST(EdenSecret, Rule06AWholeChartSecretCarriesTheDocumentedKeys) {
  EXPECT_THAT(on_external(kVerified), IsEmpty());
  EXPECT_THAT(on(secret(keys(kVerified))),
              Contains(denial("stringData[FORGEJO_SECRET_KEY]", "secret-required-key-missing")));
}

TEST(EdenSecret, Rule07TheModeInTheConnectionStringEncrypts) {
  EXPECT_THAT(on_external(managed("?sslmode=disable")),
              Contains(denial("stringData[EDEN_STORE_URL]", "dsn-sslmode-weak")));
  EXPECT_THAT(on_external(managed("?sslmode=prefer")),
              Contains(denial("stringData[EDEN_STORE_URL]", "dsn-sslmode-weak")));
}

TEST(EdenSecret, Rule09TheRealModeOfAnOperatorsSecretCounts) {
  EXPECT_THAT(on("apiVersion: v1\nkind: Secret\nmetadata: {name: orders}\nstringData:\n  url: \"" +
                 managed("") + "\"\n"),
              Contains(denial("stringData[url]", "dsn-sslmode-missing")));
}

TEST(EdenSecret, Rule10TheEmbeddedDatabaseHasNoTls) {
  EXPECT_THAT(on(secret(keys(kEmbedded + "?sslmode=require") + kRequired + kPasswords)),
              Contains(denial("stringData[EDEN_STORE_URL]", "secret-embedded-tls")));
}

TEST(EdenSecret, Rule11AWholeChartSecretWithTlsSaysSoInTheConnectionString) {
  EXPECT_THAT(on_external(managed("")),
              Contains(denial("stringData[EDEN_STORE_URL]", "dsn-sslmode-missing")));
}

TEST(EdenSecret, Rule15RequiredSecretsAreNotEmpty) {
  std::string empty = kRequired;
  empty.replace(empty.find("a1"), 2, "\"\"");
  EXPECT_THAT(on(secret(keys(kVerified) + empty)),
              Contains(denial("stringData[EDEN_ADMIN_TOKEN]", "secret-required-key-missing")));
  EXPECT_THAT(on(secret(keys(kEmbedded) + kRequired)),
              Contains(denial("stringData[POSTGRES_PASSWORD]", "secret-required-key-missing")));
}

TEST(EdenSecret, Rule17TheThreeConnectionStringsAreIdentical) {
  EXPECT_THAT(
      on(secret(keys(kVerified, kVerified, kVerified + "&application_name=x") + kRequired)),
      Contains(denial("stringData[EDEN_CONTROL_PLANE_STORE_URL]", "secret-dsn-keys-disagree")));
}

TEST(EdenSecret, Rule18NoPasswordOfTheEmbeddedDatabaseInExternalMode) {
  EXPECT_THAT(
      on(secret(keys(kVerified) + kRequired + kPasswords)),
      Contains(warning("stringData[POSTGRES_PASSWORD]", "secret-embedded-key-in-external")));
}

TEST(EdenSecret, Rule24TheCaIsPem) {
  EXPECT_THAT(on("apiVersion: v1\nkind: Secret\nmetadata: {name: eden-postgres-ca}\n"
                 "stringData: {ca.crt: \"<html>403</html>\"}\n"),
              Contains(denial("stringData[ca.crt]", "secret-ca-not-pem")));
}

TEST(EdenSecret, Rule26AnAuthProxyNeedsNoTls) {
  EXPECT_THAT(on_external("postgresql://eden:Zk8v2mQp@127.0.0.1:5432/eden?sslmode=disable"),
              IsEmpty());
  EXPECT_THAT(on_external("postgresql://eden:Zk8v2mQp@/eden?host=/cloudsql/p:r:i"), IsEmpty());
}

TEST(EdenSecret, Rule36AnUntouchedEmbeddedReleaseIsSilent) {
  EXPECT_THAT(on(secret(keys(kEmbedded) + kRequired + kPasswords)), IsEmpty());
}

TEST(EdenSecret, Rule37AChangedConnectionStringIsKnownToTheRuleThatIsOffByDefault) {
  const Manifests before(secret(keys(kVerified) + kRequired));
  const Manifests now(secret(keys(managed("?sslmode=require")) + kRequired));
  const policy::Policy policy = policy::built_in_policy();
  const kube::UnknownWorld world;
  rules::Context context{world, policy, Instant{}};
  context.before = &before.objects().front();
  const std::vector<rules::Finding> findings = engine::evaluate(now.objects().front(), context);
  EXPECT_TRUE(std::ranges::any_of(findings, [](const rules::Finding& finding) {
    return finding.rule->id.view() == "secret-dsn-changed-without-rollout" &&
           finding.path.str() == "stringData[EDEN_STORE_URL]" && finding.action == Action::kOff;
  }));
}

}  // namespace
}  // namespace postern
