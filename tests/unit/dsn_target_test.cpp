#include <gtest/gtest.h>

#include "dsn/address.h"
#include "dsn/provider.h"
#include "dsn/target.h"

namespace postern::dsn {
namespace {

TEST(DsnTarget, LoopbackInEverySpelling) {
  for (const char* host : {"127.0.0.1", "127.1", "127.255.0.3", "0x7f.1", "0177.0.0.1",
                           "2130706433", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "localhost",
                           "LOCALHOST", "localhost.", "0.0.0.0", "::", "*", "ip6-localhost"}) {
    EXPECT_EQ(target_of(host, {}), Target::kLoopback) << host;
  }
}

TEST(DsnTarget, PrivateAndLinkLocalAddressesAreExternal) {
  for (const char* host : {"10.0.0.1", "192.168.1.1", "169.254.169.254", "fe80::1%eth0",
                           "::ffff:10.0.0.1", "167772161", "128.0.0.1", "127.0.0.256"}) {
    EXPECT_EQ(target_of(host, {}), Target::kExternal) << host;
  }
}

TEST(DsnAddress, AZoneIsANumberOrAnInterfaceOfALinkLocalAddress) {
  for (const char* text : {"fe80::1%eth0", "fe80::1%1", "::1%1", "::1%4294967295", "ff02::1%lo"}) {
    EXPECT_TRUE(is_numeric_address(text)) << text;
  }
  for (const char* text : {"fe80::1%", "::1%lo", "::1%eth0", "::1%4294967296", "fe80::1%a/b",
                           "fe80::1%a name", "fe80::1%sixteen-letters-", "10.0.0.1%1"}) {
    EXPECT_FALSE(is_numeric_address(text)) << text;
  }
}

TEST(DsnTarget, ClusterNames) {
  for (const char* host : {"db", "pg-rw.databases", "pg.data.svc", "pg.data.svc.cluster.local",
                           "pg-0.pg.data.svc.cluster.local.", "PG.Data.SVC"}) {
    EXPECT_EQ(target_of(host, {}), Target::kInCluster) << host;
  }
}

TEST(DsnTarget, PublicSuffixesAndPrivateZonesAreNotNamespaces) {
  for (const char* host : {"example.com", "db.dev", "pg.internal", "pg.local", "pg.corp", "db.io",
                           "db.", "a.b.c", "pg.svc.cluster.example", "corp&sslmode=require"}) {
    EXPECT_EQ(target_of(host, {}), Target::kExternal) << host;
  }
}

TEST(DsnTarget, SettingsDecideAboutNamesTheDefaultsDoNotKnow) {
  const TargetSettings settings{.cluster_domain = "k8s.example",
                                .in_cluster_hosts = {"*.databases.corp"},
                                .service_dot_namespace = false};
  EXPECT_EQ(target_of("pg.databases.corp", settings), Target::kInCluster);
  EXPECT_EQ(target_of("PG.databases.corp.", settings), Target::kInCluster);
  EXPECT_EQ(target_of("pg.data.svc.k8s.example", settings), Target::kInCluster);
  EXPECT_EQ(target_of("pg.data.svc.cluster.local", settings), Target::kExternal);
  EXPECT_EQ(target_of("pg-rw.databases", settings), Target::kExternal);
}

TEST(DsnTarget, TheWorstHostDecides) {
  EXPECT_EQ(target_of(parse("postgres://db,db.example.com/x"), {}), Target::kExternal);
  EXPECT_EQ(target_of(parse("postgres://db,/x"), {}), Target::kInCluster);
  EXPECT_EQ(target_of(parse("postgres://a%b/x"), {}), Target::kNone);
}

TEST(DsnTarget, HostaddrIsWhereThePacketsGo) {
  EXPECT_EQ(target_of(parse("postgres://db/x?hostaddr=203.0.113.7"), {}), Target::kExternal);
  EXPECT_EQ(target_of(parse("postgres://db.example.com/x?hostaddr=127.0.0.1"), {}),
            Target::kLoopback);
}

TEST(DsnTarget, GlobsMatchWholeNames) {
  EXPECT_TRUE(host_matches("*.corp", "a.b.corp"));
  EXPECT_TRUE(host_matches("pg-?.x", "pg-1.x"));
  EXPECT_FALSE(host_matches("*.corp", "corp"));
  EXPECT_FALSE(host_matches("corp", "a.corp"));
}

struct Known {
  const char* host;
  const char* id;
};

class DsnProvider : public testing::TestWithParam<Known> {};

TEST_P(DsnProvider, IsKnownByItsHost) {
  const Provider* provider = provider_of(GetParam().host);
  ASSERT_NE(provider, nullptr) << GetParam().host;
  EXPECT_EQ(provider->id.view(), GetParam().id);
  EXPECT_TRUE(provider->certificate.view().ends_with('.'));
}

INSTANTIATE_TEST_SUITE_P(
    Table, DsnProvider,
    testing::Values(Known{"orders.abc123.us-east-1.rds.amazonaws.com", "aws-rds"},
                    Known{"ORDERS.abc123.us-east-1.RDS.amazonaws.com.", "aws-rds"},
                    Known{"o.cluster-ro-abc.cn-north-1.rds.amazonaws.com.cn", "aws-aurora"},
                    Known{"o.proxy-abc.us-east-1.rds.amazonaws.com", "aws-rds-proxy"},
                    Known{"a.b.us-central1.sql.goog", "gcp-cloudsql"},
                    Known{"/cloudsql/p:r:i", "gcp-cloudsql-auth-proxy"},
                    Known{"o.postgres.database.azure.com", "azure-flexible"},
                    Known{"db.abc.supabase.co", "supabase"},
                    Known{"aws-0-eu-central-1.pooler.supabase.com", "supabase"},
                    Known{"ep-x-pooler.us-east-2.aws.neon.tech", "neon"},
                    Known{"p.abc.db.postgresbridge.com", "crunchy-bridge"},
                    Known{"pg-1-proj.a.aivencloud.com", "aiven"},
                    Known{"db-x.b.db.ondigitalocean.com", "digitalocean"},
                    Known{"ec2-203-0-113-9.compute-1.amazonaws.com", "heroku"},
                    Known{"dpg-abc-a.oregon-postgres.render.com", "render"},
                    Known{"dpg-abc123-a", "render"},
                    Known{"s.p.tsdb.cloud.timescale.com", "timescale-tiger"},
                    Known{"us-east-1.abc.aws.yugabyte.cloud", "yugabyte-aeon"},
                    Known{"x-1.aws-us-east-1.cockroachlabs.cloud", "cockroachdb"},
                    Known{"aws-us-east-1-3.pg.psdb.cloud", "planetscale"},
                    Known{"monorail.proxy.rlwy.net", "railway"},
                    Known{"postgres.railway.internal", "railway"},
                    Known{"1b2c.3d4e.databases.appdomain.cloud", "ibm-cloud"},
                    Known{"pgbouncer.abc.flympg.net", "fly"}));

TEST(DsnProvider, OthersAreUnknown) {
  for (const char* host :
       {"db.example.com", "rds.amazonaws.com.evil.example", "neon.tech", "db", "",
        "evil-rds.amazonaws.com", "orders.rds.amazonaws.com.cn.example.org", "xneon.tech",
        "db.compute-1.amazonaws.com", "ec2-1-2-3-4.compute-1.amazonaws.com.example.org",
        "dpg-abc123-a.example.org", "supabase.co.example.org", "/tmp/cloudsql/p:r:i",
        "cloudsql/p:r:i"}) {
    EXPECT_EQ(provider_of(host), nullptr) << host;
  }
}

TEST(DsnProvider, TransactionPoolers) {
  const auto pooled = [](const char* text) { return pooling_of(parse(text).hosts.at(0)); };
  EXPECT_EQ(pooled("postgres://a.pooler.supabase.com:6543/x"), Pooling::kTransaction);
  EXPECT_EQ(pooled("postgres://a.pooler.supabase.com:5432/x"), Pooling::kSession);
  EXPECT_EQ(pooled("postgres://ep-x-pooler.aws.neon.tech/x"), Pooling::kTransaction);
  EXPECT_EQ(pooled("postgres://EP-X-POOLER.aws.neon.tech./x"), Pooling::kTransaction);
  EXPECT_EQ(pooled("postgres://ep-x.aws.neon.tech/x"), Pooling::kSession);
  EXPECT_EQ(pooled("postgres://x.pg.psdb.cloud:6432/x"), Pooling::kTransaction);
  EXPECT_EQ(pooled("postgres://db.example.com:6432/x"), Pooling::kSession);
}

}  // namespace
}  // namespace postern::dsn
