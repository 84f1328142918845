#include "rules/ca_key.h"

#include <gtest/gtest.h>

namespace postern::rules {
namespace {

TEST(CaKey, IsOneOfTheCustomaryNames) {
  for (const char* key :
       {"ca.crt", "ca.pem", "root.crt", "rds-ca.pem", "rds-combined-ca-bundle.pem", "ca-bundle.crt",
        "global-bundle.pem", "server-ca.pem", "CA.crt"}) {
    EXPECT_TRUE(is_ca_key(key)) << key;
  }
}

TEST(CaKey, IsNoOtherFileOfTls) {
  for (const char* key : {"ca.key", "tls.crt", "tls.key", "client.crt", "server.crt", "ca", "pem",
                          "cacrt", "my.ca.crt", ""}) {
    EXPECT_FALSE(is_ca_key(key)) << key;
  }
}

TEST(CaKey, BelongsToADatabaseByTheNameOfObjectOrKey) {
  EXPECT_TRUE(names_database("orders-db", "ca.crt"));
  EXPECT_TRUE(names_database("trust", "rds-ca.pem"));
  EXPECT_TRUE(names_database("supabase", "ca.crt"));
  EXPECT_FALSE(names_database("trust", "ca.crt"));
  EXPECT_FALSE(names_database("kube-root-ca.crt", "ca.crt"));
  EXPECT_FALSE(names_database("mysql-db", "ca.crt"));
  EXPECT_FALSE(names_database("upgrade", "ca-bundle.crt"));
}

}  // namespace
}  // namespace postern::rules
