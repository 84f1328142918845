#include <gtest/gtest.h>

#include <string>

#include "dsn/dsn.h"
#include "dsn/written_password.h"

namespace postern::dsn {
namespace {

std::string found_in(const char* text) {
  const auto password = written_password(parse(text), text);
  return password ? password->expose() : "<none>";
}

TEST(WrittenPassword, IsTheOneInForce) {
  EXPECT_EQ(found_in("postgres://u:one@h/d?password=two"), "two");
  EXPECT_EQ(found_in("host=h password=pw"), "pw");
  EXPECT_EQ(found_in("Host=h;Username=u;Pwd=pw"), "pw");
  EXPECT_EQ(found_in("postgres://u@h/d?sslpassword=pw"), "pw");
  EXPECT_EQ(found_in("jdbc:postgresql://h/d?PASSWORD=pw"), "pw");
}

TEST(WrittenPassword, StandsInAStringThatIsRefused) {
  for (const char* text :
       {"postgres://u:pw%@h/d", "POSTGRES://u:pw%@h/d", "jdbc:postgresql://u:pw%@h/d",
        "postgresql+asyncpg://u:pw%@h:x/d", "postgres://h/d?wrong&password=pw%",
        "postgres://u:pw%@[::1/d", "jdbc:postgresql://h/d?%&user=u&Password=pw%"}) {
    EXPECT_EQ(found_in(text), "pw%") << text;
  }
  EXPECT_EQ(found_in("Host=h;Username=u;Pwd=\"pw"), "\"pw");
}

TEST(WrittenPassword, IsWholeWhereLibpqReadHalfOfIt) {
  EXPECT_EQ(found_in("postgres://u:12/34@h/d"), "12/34");
}

TEST(WrittenPassword, NothingElseIsTakenForOne) {
  for (const char* text :
       {"postgres://u@h/d", "postgres://u:@h/d", "postgres://u@h:54x/d", "postgres://h:5432/d%",
        "postgres://u@h:5432/d?wrong&user=a@b", "postgres://h1:5432,h2:5433/d?unknown=a@b",
        "postgres://[::1]:5432/d?wrong&user=a@b", "postgres://u%@h/d",
        "postgres://h/d?wrong&password=", "not a connection string: at all", "host=h password="}) {
    EXPECT_EQ(found_in(text), "<none>") << text;
  }
}

}  // namespace
}  // namespace postern::dsn
