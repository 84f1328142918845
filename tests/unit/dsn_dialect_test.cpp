#include <gtest/gtest.h>

#include <string>

#include "dsn/dsn.h"

namespace postern::dsn {
namespace {

struct Case {
  const char* text;
  Dialect dialect;
  Protection protection;
  const char* parameter;  // "" for the default
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.text; }

class DsnTls : public testing::TestWithParam<Case> {};

TEST_P(DsnTls, IsReadAsTheDriverReadsIt) {
  const Dsn dsn = parse(GetParam().text);
  EXPECT_EQ(dsn.dialect, GetParam().dialect);
  EXPECT_EQ(to_text(dsn.tls.protection), to_text(GetParam().protection));
  EXPECT_EQ(dsn.tls.parameter.view(), GetParam().parameter);
}

using enum Dialect;
using enum Protection;

INSTANTIATE_TEST_SUITE_P(
    Drivers, DsnTls,
    testing::Values(
        Case{"postgres://h/d", kLibpq, kPlaintextPossible, ""},
        Case{"postgres://h/d?sslmode=allow", kLibpq, kPlaintextPossible, "sslmode"},
        Case{"postgres://h/d?ssl=true", kLibpq, kEncrypted, "sslmode"},
        Case{"postgres://h/d?sslrootcert=system", kLibpq, kVerifiedFull, "sslrootcert"},
        Case{"postgresql+psycopg://h/d?sslmode=verify-ca", kSqlAlchemy, kVerifiedCa, "sslmode"},
        Case{"postgresql+asyncpg://h/d?ssl=require", kSqlAlchemy, kEncrypted, "ssl"},
        Case{"postgresql+asyncpg://h/d?ssl=verify_full", kSqlAlchemy, kVerifiedFull, "ssl"},
        Case{"postgresql+asyncpg://h/d", kSqlAlchemy, kPlaintextPossible, ""},
        Case{"jdbc:postgresql://h/d", kJdbc, kPlaintextPossible, ""},
        Case{"jdbc:postgresql://h/d?ssl=true", kJdbc, kVerifiedFull, "ssl"},
        Case{"jdbc:postgresql://h/d?sslmode=Require", kJdbc, kEncrypted, "sslmode"},
        Case{"jdbc:postgresql://h/d?sslmode=verify-full&sslfactory=org.postgresql.ssl."
             "NonValidatingFactory",
             kJdbc, kEncrypted, "sslfactory"},
        Case{"jdbc:postgresql://h/d?sslmode=require&sslfactory=org.postgresql.ssl."
             "DefaultJavaSSLFactory",
             kJdbc, kVerifiedCa, "sslmode"},
        Case{"jdbc:postgresql://h/d?sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory", kJdbc,
             kPlaintextPossible, ""},
        Case{"Host=h;Username=u;SSL Mode=VerifyFull", kNpgsql, kVerifiedFull, "SSL Mode"},
        Case{"Host=h;Username=u;SslMode=require", kNpgsql, kEncrypted, "SSL Mode"},
        Case{"Server=h;User Id=u;Database=d", kNpgsql, kPlaintextPossible, ""},
        Case{"postgres://h/d?sslmode=no-verify", kLibpq, kEncrypted, "sslmode"},
        Case{"postgres://h/d?uselibpqcompat=true&sslmode=require", kLibpq, kEncrypted, "sslmode"},
        Case{"postgres://h/d?ssl=0", kLibpq, kPlaintext, "ssl"},
        Case{"postgres://h/d?ssl=1", kLibpq, kVerifiedFull, "ssl"},
        Case{"postgres://h/d?ssl=no-verify", kLibpq, kEncrypted, "ssl"},
        Case{"postgres://h/d?ssl=require", kLibpq, kPlaintext, ""},
        Case{"postgres://h/d?schema=public&sslmode=verify-full", kLibpq, kPlaintextPossible,
             "sslmode"},
        Case{"postgres://h/d?sslmode=require&sslaccept=strict", kLibpq, kVerifiedFull, "sslaccept"},
        Case{"postgres://h/d?sslmode=require&sslaccept=accept_invalid_certs", kLibpq, kEncrypted,
             "sslmode"},
        Case{"postgres://h/d?ssl-mode=allow", kLibpq, kPlaintext, "ssl-mode"},
        Case{"postgres://h/d?pool_max_conns=5&sslmode=verify-full", kLibpq, kVerifiedFull,
             "sslmode"}));

TEST(DsnSqlAlchemy, ReadsPasswordsItsOwnWay) {
  const Dsn dsn = parse("postgresql+psycopg2://app:12/34@db.example.com/x?sslmode=require");
  ASSERT_TRUE(dsn.valid());
  EXPECT_EQ(dsn.driver, Literal("psycopg2"));
  EXPECT_EQ(dsn.hosts.at(0).name.expose(), "db.example.com");
  EXPECT_EQ(dsn.value("password")->expose(), "12/34");
  EXPECT_EQ(dsn.ssl_mode, SslMode::kRequire);
}

// make_url of SQLAlchemy 2.1.9 gives {'sslmode': 'require#main'}.
TEST(DsnSqlAlchemy, NumberSignBeginsNoFragment) {
  const Dsn dsn = parse("postgresql+psycopg2://app:x@db.example.com/x?sslmode=require#main");
  ASSERT_TRUE(dsn.fault);
  EXPECT_EQ(dsn.fault->component, Component::kParameter);
}

// sqlalchemy.engine.url leaves to unquote what is no escape.
TEST(DsnSqlAlchemy, APercentSignMayStandAlone) {
  const Dsn dsn = parse("postgresql+psycopg://app:100%@db.example.com/x?sslmode=require");
  ASSERT_TRUE(dsn.valid());
  EXPECT_EQ(dsn.value("password")->expose(), "100%");
  EXPECT_FALSE(parse("postgresql://app:100%@db.example.com/x").valid());
}

TEST(DsnSqlAlchemy, ARepeatedHostIsAList) {
  for (const char* driver : {"psycopg", "asyncpg"}) {
    const Dsn dsn = parse("postgresql+" + std::string(driver) +
                          "://app:x@/d?host=db.example.com:5433&host=local&host=third:5434");
    ASSERT_EQ(dsn.hosts.size(), 3U) << driver;
    EXPECT_EQ(dsn.hosts[0].name.expose(), "db.example.com");
    EXPECT_EQ(dsn.hosts[0].port.expose(), "5433");
    EXPECT_EQ(dsn.hosts[1].port.expose(), "5432");
    EXPECT_EQ(dsn.hosts[2].name.expose(), "third");
    EXPECT_EQ(dsn.hosts[2].port.expose(), "5434");
  }
  // One in the query replaces the one before the path.
  EXPECT_EQ(parse("postgresql+psycopg://app:x@first/d?host=second").hosts.size(), 1U);
}

TEST(DsnSqlAlchemy, APortIsANumberForEveryDriver) {
  for (const char* driver : {"psycopg", "asyncpg", "pg8000"}) {
    const Dsn dsn = parse("postgresql+" + std::string(driver) + "://app:x@db:x/d");
    ASSERT_TRUE(dsn.fault) << driver;
    EXPECT_EQ(dsn.fault->component, Component::kPort);
  }
}

// asyncpg 0.32: "`sslmode` parameter must be one of: ...".
TEST(DsnSqlAlchemy, AsyncpgTakesNoBoolean) {
  EXPECT_FALSE(parse("postgresql+asyncpg://app:x@db/x?ssl=true").valid());
}

TEST(DsnSqlAlchemy, AsyncpgRefusesSslmode) {
  const Dsn dsn = parse("postgresql+asyncpg://app:x@db/x?sslmode=require");
  ASSERT_TRUE(dsn.fault);
  EXPECT_TRUE(dsn.fault->at_connect);
  EXPECT_EQ(dsn.fault->component, Component::kParameter);
}

TEST(DsnSqlAlchemy, PsycopgHandsItsKeywordsToLibpq) {
  EXPECT_FALSE(parse("postgresql+psycopg://h/d?sslmode=Require").valid());
  EXPECT_TRUE(parse("postgresql+psycopg://h/d?application_name=a+b").valid());
}

TEST(DsnJdbc, HasNoUserInformation) {
  const Dsn dsn = parse("jdbc:postgresql://app:x@db/x");
  ASSERT_TRUE(dsn.fault);
  EXPECT_EQ(dsn.fault->component, Component::kUser);
}

TEST(DsnJdbc, HostsPortsAndCredentials) {
  const Dsn dsn = parse("jdbc:postgresql://a:5433,b/x?user=app&password=p%40ss");
  ASSERT_TRUE(dsn.valid());
  EXPECT_EQ(dsn.hosts.at(0).port.expose(), "5433");
  EXPECT_EQ(dsn.hosts.at(1).port.expose(), "5432");
  EXPECT_EQ(dsn.value("password")->expose(), "p@ss");
  EXPECT_EQ(parse("jdbc:postgresql:orders").hosts.at(0).name.expose(), "localhost");
  EXPECT_EQ(parse("jdbc:postgresql://db:x/y").fault->component, Component::kPort);
}

TEST(DsnNpgsql, QuotesSynonymsAndHostPorts) {
  const Dsn dsn = parse("Server=a:5433,b;Port=6000;User ID=app;Pwd='x;y''z';Database=d");
  ASSERT_TRUE(dsn.valid());
  EXPECT_EQ(dsn.hosts.at(0).port.expose(), "5433");
  EXPECT_EQ(dsn.hosts.at(1).port.expose(), "6000");
  EXPECT_EQ(dsn.value("password")->expose(), "x;y'z");
  EXPECT_EQ(dsn.value("user")->expose(), "app");
}

TEST(DsnNpgsql, APortIsANumber) {
  EXPECT_EQ(parse("Host=h;Username=u;Port=abc").fault->component, Component::kPort);
}

TEST(DsnNpgsql, LibpqTextWithASemicolonStaysLibpq) {
  EXPECT_EQ(parse("host=db password=x;user=y dbname=z").dialect, kLibpq);
  EXPECT_EQ(parse("host=db user=app;x").dialect, kLibpq);
}

TEST(DsnDialect, LibpqItselfReadsNoneOfThem) {
  for (const char* text : {"postgresql+psycopg://h/d", "jdbc:postgresql://h/d",
                           "Host=h;Username=u;SSL Mode=Require"}) {
    EXPECT_FALSE(parse_as_libpq(text).parses()) << text;
  }
}

}  // namespace
}  // namespace postern::dsn
