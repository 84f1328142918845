#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "dsn/contradiction.h"
#include "dsn/options.h"
#include "dsn/recognise.h"
#include "dsn/suspicion.h"

namespace postern::dsn {
namespace {

TEST(DsnRecognise, Schemes) {
  for (const char* text : {"postgres://h/d", "POSTGRESQL://h", "postgresql+asyncpg://h",
                           "jdbc:postgresql://h", "JDBC:postgresql:db"}) {
    ASSERT_TRUE(recognise(text)) << text;
    EXPECT_EQ(recognise(text)->sign, Sign::kScheme) << text;
  }
}

TEST(DsnRecognise, WhatIsAroundIsTakenOffAndNoted) {
  const std::string value = " \"postgres://h/d\"\n";
  const auto candidate = recognise(value);
  ASSERT_TRUE(candidate);
  EXPECT_EQ(candidate->text, "postgres://h/d");
  EXPECT_TRUE(candidate->wrapping.quotes);
  EXPECT_TRUE(candidate->wrapping.whitespace);
  EXPECT_FALSE(recognise("postgres://h/d")->wrapping.any());
}

TEST(DsnRecognise, KeywordTextNeedsTwoNamingKeywords) {
  EXPECT_EQ(recognise("host=db user=app")->sign, Sign::kKeywordText);
  EXPECT_EQ(recognise("dbname=x hostaddr='10.0.0.1' port=1")->sign, Sign::kKeywordText);
  EXPECT_EQ(recognise("Host=db;Username=app")->sign, Sign::kNpgsql);
}

TEST(DsnRecognise, OtherTextIsNone) {
  for (const char* text :
       {"", " ", "hunter2", "host=db", "host=db port=5432", "host=db user=app x=y",
        "host=db\nuser=app", "user = app", "mysql://h/d", "postgres:/h", "postgresql", "pass=word",
        "* = host=localhost user=x", "http://postgres://", "The host=db and user=app are"}) {
    EXPECT_FALSE(recognise(text)) << text;
  }
}

TEST(DsnRecognise, ADeclaredKeyMakesAnyTextACandidate) {
  ASSERT_TRUE(recognise("db.example.com", KeyRole::kDeclaredDsn));
  EXPECT_EQ(recognise("db.example.com", KeyRole::kDeclaredDsn)->sign, Sign::kDeclaredKey);
  EXPECT_FALSE(recognise(" \n", KeyRole::kDeclaredDsn));
}

TEST(DsnRecognise, Base64OfAConnectionString) {
  EXPECT_TRUE(is_base64_of_dsn("cG9zdGdyZXNxbDovL2FwcEBkYi9vcmRlcnM="));
  EXPECT_TRUE(is_base64_of_dsn("cG9zdGdyZXM6Ly9hcHBAZGIvb3JkZXJz"));
  EXPECT_TRUE(is_base64_of_dsn("cG9zdGdyZXM6Ly9hcHBAZGIvb3JkZXJzCg==\n"));
  EXPECT_TRUE(is_base64_of_dsn("aG9zdD1kYiB1c2VyPWFwcCBkYm5hbWU9eA=="));
  EXPECT_FALSE(is_base64_of_dsn("postgres://app@db/orders"));
  EXPECT_FALSE(is_base64_of_dsn("cG9zdGdyZXMgaXMgYSBkYXRhYmFzZQ=="));
  EXPECT_FALSE(is_base64_of_dsn("cG9zdGdyZXM6Ly9hcHBAZGIvb3JkZXJz!"));
}

TEST(DsnRecognise, ArgumentPrefixes) {
  EXPECT_EQ(without_argument_prefix("--url=postgres://h/d"), "postgres://h/d");
  EXPECT_EQ(without_argument_prefix("DATABASE_URL=postgres://h/d"), "postgres://h/d");
  EXPECT_EQ(without_argument_prefix("host=db user=app"), "host=db user=app");
  EXPECT_EQ(without_argument_prefix("--verbose=1"), "--verbose=1");
}

TEST(DsnRecognise, UrisInsideOtherText) {
  const auto found = embedded_uris(
      "exec app --db='postgres://a:b@h/d' jdbc:postgresql://h/x;http://x "
      "\"postgresql+asyncpg://y\"");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0], "postgres://a:b@h/d");
  EXPECT_EQ(found[1], "jdbc:postgresql://h/x;http://x");
  EXPECT_EQ(found[2], "postgresql+asyncpg://y");
}

TEST(DsnRecognise, AUriWrappedByAnotherSchemeIsFound) {
  for (const char* text : {"r2dbc:postgresql://a:b@h/d", "r2dbc:pool:postgresql://a:b@h/d",
                           "jdbc:aws-wrapper:postgresql://a:b@h/d"}) {
    EXPECT_THAT(embedded_uris(text), testing::ElementsAre("postgresql://a:b@h/d")) << text;
  }
  EXPECT_THAT(embedded_uris("url=JDBC:postgresql://h/d"),
              testing::ElementsAre("JDBC:postgresql://h/d"));
}

TEST(DsnSuspicion, Variables) {
  EXPECT_EQ(unexpanded_variable("postgres://a:$(PW)@h"), Variable::kKubernetes);
  EXPECT_EQ(unexpanded_variable("postgres://a:${PW}@h"), Variable::kShell);
  EXPECT_EQ(unexpanded_variable("postgres://a:${PW:-x}@h"), Variable::kShell);
  EXPECT_EQ(unexpanded_variable("postgres://{{ .user }}:x@h"), Variable::kTemplate);
  EXPECT_EQ(unexpanded_variable("postgres://%s:%s@h"), Variable::kFormat);
  for (const char* text : {"postgres://a:pa$$w(r)d@h", "postgres://a:%24%7Bx@h", "a%sb",
                           "postgres://a:{x}@h", "postgres://a:$1@h", "postgres://a:$@h"}) {
    EXPECT_EQ(unexpanded_variable(text), std::nullopt) << text;
  }
}

TEST(DsnSuspicion, Placeholders) {
  EXPECT_EQ(placeholder_in(parse("postgres://a:b@example.com/d")), Component::kHost);
  EXPECT_EQ(placeholder_in(parse("postgres://a:b@<host>/d")), Component::kHost);
  EXPECT_EQ(placeholder_in(parse("postgres://a:CHANGE_ME@h/d")), Component::kPassword);
  EXPECT_EQ(placeholder_in(parse("postgres://a:your-password@h/d")), Component::kPassword);
  EXPECT_EQ(placeholder_in(parse("postgres://a:b@db.example.com/d")), std::nullopt);
}

TEST(DsnContradiction, SameEffectTwiceIsSilent) {
  EXPECT_FALSE(tls_contradiction(parse("postgres://h/d?sslmode=require&ssl=true")));
  EXPECT_FALSE(tls_contradiction(parse("postgres://h/d?sslmode=require&sslmode=require")));
  EXPECT_FALSE(tls_contradiction(parse("postgres://h/d?sslrootcert=/a?b")));
}

TEST(DsnContradiction, ALaterSettingChangesTheMode) {
  const auto alias = tls_contradiction(parse("postgres://h/d?sslmode=verify-full&ssl=true"));
  ASSERT_TRUE(alias);
  EXPECT_EQ(alias->kind, ContradictionKind::kAliasChanged);
  EXPECT_EQ(alias->earlier, SslMode::kVerifyFull);
  EXPECT_EQ(alias->in_force, SslMode::kRequire);
  const auto twice = tls_contradiction(parse("postgres://h/d?sslmode=require&sslmode=disable"));
  ASSERT_TRUE(twice);
  EXPECT_EQ(twice->kind, ContradictionKind::kModeChanged);
}

TEST(DsnContradiction, AQueryGluedToAPath) {
  const auto glued = tls_contradiction(parse("postgres://h/d?sslrootcert=/ca.crt?sslmode"));
  ASSERT_TRUE(glued);
  EXPECT_EQ(glued->kind, ContradictionKind::kGluedQuery);
  EXPECT_EQ(glued->keyword, Literal("sslrootcert"));
}

TEST(DsnOptions, InsecureOnes) {
  const auto first = [](const char* text) {
    const auto found = insecure_options(parse(text));
    return found.empty() ? std::string_view() : found.front().keyword.view();
  };
  EXPECT_EQ(first("postgres://h/d?sslkeylogfile=/tmp/k"), "sslkeylogfile");
  EXPECT_EQ(first("postgres://h/d?ssl_min_protocol_version=tlsv1.1"), "ssl_min_protocol_version");
  EXPECT_EQ(first("postgres://h/d?sslmode=no-verify"), "sslmode");
  EXPECT_EQ(first("postgres://h/d?sslaccept=accept_invalid_certs"), "sslaccept");
  EXPECT_EQ(first("jdbc:postgresql://h/d?sslfactory=org.postgresql.ssl.NonValidatingFactory"),
            "sslfactory");
  EXPECT_EQ(first("Host=h;Username=u;Trust Server Certificate=true"), "Trust Server Certificate");
  EXPECT_EQ(first("postgres://h/d?sslcompression=0&ssl_min_protocol_version=TLSv1.2"), "");
}

TEST(DsnOptions, SessionSettings) {
  EXPECT_EQ(session_setting(parse("postgres://h/d?options=-c%20search_path%3Dx")),
            Literal("options"));
  EXPECT_EQ(session_setting(parse("postgres://h/d?statement_cache_capacity=100")),
            Literal("statement_cache_capacity"));
  EXPECT_TRUE(session_setting(parse("postgres://h/d?statement_cache_capacity=0")).empty());
  EXPECT_TRUE(session_setting(parse("postgres://h/d?options=endpoint%3Dx")).empty());
}

}  // namespace
}  // namespace postern::dsn
