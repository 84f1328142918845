#include "kube/composed_string.h"

#include <gtest/gtest.h>

#include "judged_manifests.h"
#include "kube/connection_string.h"
#include "kube/database_name.h"

namespace postern::kube {
namespace {

using postern::testing::Manifests;

/// The connection strings of a manifest; both live together.
struct Found {
  explicit Found(const std::string& yaml)
      : manifests(yaml), strings(connection_strings(manifests.objects().front(), {})) {}
  Manifests manifests;
  std::vector<ConnectionString> strings;
};

std::string secret(const std::string& values, const std::string& name = "subject",
                   const std::string& type = "Opaque") {
  return "apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + "}\ntype: " + type +
         "\nstringData: {" + values + "}\n";
}

TEST(LibpqEnvironment, IsOneConnectionStringAtTheKeyOfItsMode) {
  const Found found(
      secret("PGHOST: db.example.net, PGPORT: '5433', PGUSER: app, PGDATABASE: x, "
             "PGPASSWORD: 'it''s\\', PGSSLMODE: prefer"));
  ASSERT_EQ(found.strings.size(), 1U);
  const ConnectionString& string = found.strings.front();
  EXPECT_EQ(string.composition, Composition::kEnvironment);
  EXPECT_EQ(string.path.str(), "stringData[PGSSLMODE]");
  EXPECT_EQ(string.path_of(dsn::Key::kPassword).str(), "stringData[PGPASSWORD]");
  EXPECT_EQ(string.path_of(dsn::Key::kOptions).str(), "stringData[PGSSLMODE]");
  EXPECT_TRUE(string.dsn.valid());
  EXPECT_EQ(string.dsn.ssl_mode, dsn::SslMode::kPrefer);
  EXPECT_EQ(string.dsn.hosts.front().port.expose(), "5433");
  EXPECT_EQ(string.dsn.value(dsn::Key::kPassword)->expose(), "it's\\");
  EXPECT_TRUE(string.literal_password);
}

TEST(LibpqEnvironment, StandsAtItsHostWhenItHasNoMode) {
  const Found found(secret("PGHOST: db.example.net, PGUSER: app"));
  ASSERT_EQ(found.strings.size(), 1U);
  EXPECT_EQ(found.strings.front().path.str(), "stringData[PGHOST]");
}

TEST(LibpqEnvironment, StandsAtTheKeyThatIsWrong) {
  const Found found(secret("PGHOST: db.example.net, PGPORT: five, PGSSLMODE: require"));
  ASSERT_EQ(found.strings.size(), 1U);
  ASSERT_TRUE(found.strings.front().dsn.fault.has_value());
  EXPECT_EQ(found.strings.front().path.str(), "stringData[PGPORT]");
  EXPECT_EQ(found.strings.front().dsn.fault->range, (dsn::ByteRange{0, 4}));
}

TEST(LibpqEnvironment, ReadsPgrequiresslWherePgsslmodeIsAbsent) {
  const Found required(secret("PGHOST: db.example.net, PGREQUIRESSL: '1'"));
  ASSERT_EQ(required.strings.size(), 1U);
  EXPECT_EQ(required.strings.front().dsn.ssl_mode, dsn::SslMode::kRequire);
  EXPECT_EQ(required.strings.front().path.str(), "stringData[PGREQUIRESSL]");
  const Found both(secret("PGHOST: db.example.net, PGREQUIRESSL: '1', PGSSLMODE: disable"));
  EXPECT_EQ(both.strings.front().dsn.ssl_mode, dsn::SslMode::kDisable);
}

TEST(LibpqEnvironment, WithoutAHostIsNoConnectionString) {
  EXPECT_TRUE(Found(secret("PGSERVICE: orders, PGSSLMODE: disable")).strings.empty());
  EXPECT_TRUE(Found(secret("PGUSER: app, PGPASSWORD: x")).strings.empty());
}

TEST(OperatorKeys, AreOneConnectionStringWhenSomethingSaysPostgres) {
  const std::string keys = "host: db.example.net, user: app, password: x";
  for (const std::string& yaml :
       {secret(keys + ", port: '5432'"), secret(keys + ", engine: aurora-postgresql"),
        secret(keys, "orders-pg"), secret(keys, "x", "servicebinding.io/postgresql"),
        secret("hostname: h, username: app, password: x, port: '5432', database: orders")}) {
    const Found found(yaml);
    ASSERT_EQ(found.strings.size(), 1U) << yaml;
    EXPECT_EQ(found.strings.front().composition, Composition::kKeys);
    EXPECT_TRUE(found.strings.front().path.str() == "stringData[host]" ||
                found.strings.front().path.str() == "stringData[hostname]")
        << yaml;
  }
}

TEST(OperatorKeys, StandAtTheirMode) {
  const Found found(secret("host: h, user: u, password: p, port: '5432', sslmode: disable"));
  ASSERT_EQ(found.strings.size(), 1U);
  EXPECT_EQ(found.strings.front().path.str(), "stringData[sslmode]");
}

TEST(OperatorKeys, OfSomethingElseAreNone) {
  const std::string keys = "host: db.example.net, user: app, password: x";
  for (const std::string& yaml :
       {secret(keys), secret(keys + ", port: '3306'"), secret(keys + ", engine: mysql", "pg"),
        secret(keys + ", uri: 'mongodb+srv://app:x@h/db'", "pg"), secret(keys, "mysql-db"),
        secret("host: smtp.example.net, port: '587', password: x, user: mail"),
        secret("host: h, port: '5432'")}) {
    EXPECT_TRUE(Found(yaml).strings.empty()) << yaml;
  }
}

TEST(OperatorKeys, AreNotReadTwiceBesideAWholeString) {
  // As CloudNativePG and Crunchy write them.
  const Found found(
      secret("host: c-rw, port: '5432', dbname: app, user: app, username: app, password: x, "
             "uri: 'postgresql://app:x@c-rw.shop:5432/app', "
             "jdbc-uri: 'jdbc:postgresql://c-rw.shop:5432/app?password=x&user=app'",
             "c-app", "kubernetes.io/basic-auth"));
  ASSERT_EQ(found.strings.size(), 2U);
  EXPECT_EQ(found.strings.front().path.str(), "stringData[uri]");
  EXPECT_EQ(found.strings.back().path.str(), "stringData[jdbc-uri]");
}

TEST(ApplicationSecret, IsNoneOfKubernetesOwnTypes) {
  for (const char* type :
       {"kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token",
        "kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg", "helm.sh/release.v1"}) {
    EXPECT_TRUE(Found(secret("url: 'postgresql://a:b@h/d'", "x", type)).strings.empty()) << type;
  }
}

TEST(ApplicationSecret, HoldsMuchThatIsNoConnectionString) {
  EXPECT_TRUE(Found(secret("token: eyJhbGciOiJIUzI1NiJ9.e30.x, redis: 'redis://:x@cache:6379/0', "
                           "mysql: 'mysql://a:b@h/d', amqp: 'amqp://a:b@mq:5672/', "
                           "json: '{\"host\":\"h\",\"user\":\"u\"}', "
                           "note: 'set host= and user= in postgresql.conf'"))
                  .strings.empty());
}

TEST(DatabaseNames, AreWholeWords) {
  EXPECT_EQ(database_name("orders-db-ca"), DatabaseName::kDatabase);
  EXPECT_EQ(database_name("pg15.root"), DatabaseName::kPostgres);
  EXPECT_EQ(database_name("RDS_bundle"), DatabaseName::kPostgres);
  EXPECT_EQ(database_name("mysql-db"), DatabaseName::kOther);
  EXPECT_EQ(database_name("postgres-to-kafka"), DatabaseName::kPostgres);
  EXPECT_EQ(database_name("upgrade-dbus"), DatabaseName::kNone);
  EXPECT_EQ(database_name(""), DatabaseName::kNone);
}

}  // namespace
}  // namespace postern::kube
