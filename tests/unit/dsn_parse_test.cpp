#include <gtest/gtest.h>

#include <string>

#include "dsn/dsn.h"

namespace postern::dsn {
namespace {

std::string value_of(const Dsn& dsn, std::string_view keyword) {
  const Sealed<std::string>* value = dsn.value(keyword);
  return value == nullptr ? "<absent>" : value->expose();
}

std::string_view marked(const std::string& text, ByteRange range) {
  return std::string_view(text).substr(range.begin, range.end - range.begin);
}

TEST(DsnUri, RangesPointAtTheTextAsWritten) {
  const std::string text = "postgres://us%65r:p%40ss@db:5433/or%2Fders?sslmode=require";
  const Dsn dsn = parse(text);
  ASSERT_TRUE(dsn.valid());
  const auto written = [&](Key key) -> std::string_view {
    for (const Parameter& parameter : dsn.parameters) {
      if (parameter.key == key) {
        return marked(text, parameter.range);
      }
    }
    return {};
  };
  EXPECT_EQ(written(Key::kUser), "us%65r");
  EXPECT_EQ(written(Key::kPassword), "p%40ss");
  EXPECT_EQ(written(Key::kHost), "db:5433");
  EXPECT_EQ(written(Key::kPort), "5433");
  EXPECT_EQ(written(Key::kDbname), "or%2Fders");
  EXPECT_EQ(written(Key::kSslmode), "require");
  EXPECT_EQ(value_of(dsn, "password"), "p@ss");
}

TEST(DsnUri, FaultNamesComponentAndRangeOnly) {
  const std::string text = "postgres://app:se%cret@db/x";
  const Dsn dsn = parse(text);
  ASSERT_TRUE(dsn.fault);
  EXPECT_EQ(dsn.fault->component, Component::kPassword);
  EXPECT_EQ(marked(text, dsn.fault->range), "se%cret");
  EXPECT_EQ(dsn.fault->reason.str().find("cret"), std::string::npos);
  EXPECT_FALSE(dsn.fault->at_connect);
}

TEST(DsnUri, EarlierValuesStayVisible) {
  const Dsn dsn = parse("postgres://db/x?sslmode=verify-full&ssl=true");
  EXPECT_EQ(dsn.ssl_mode, SslMode::kRequire);
  ASSERT_EQ(dsn.parameters.size(), 4U);
  EXPECT_EQ(dsn.parameters[2].value.expose(), "verify-full");
  EXPECT_FALSE(dsn.parameters[2].in_force);
  EXPECT_EQ(dsn.parameters[3].alias, Literal("ssl"));
  EXPECT_TRUE(dsn.parameters[3].in_force);
}

TEST(DsnUri, AnUnknownKeywordLeavesTheRestReadable) {
  const Dsn dsn = parse("postgres://app:x@db.example.com/x?schema=public&sslmode=require");
  ASSERT_TRUE(dsn.fault);
  EXPECT_TRUE(dsn.fault->unknown_keyword);
  EXPECT_EQ(dsn.fault->driver, Literal("prisma"));
  EXPECT_EQ(dsn.hosts.at(0).name.expose(), "db.example.com");
  EXPECT_EQ(dsn.ssl_mode, SslMode::kRequire);
  EXPECT_FALSE(dsn.parses());
}

TEST(DsnUri, ARealFaultReplacesAnUnknownKeyword) {
  const Dsn dsn = parse("postgres://db:x/y?schema=public");
  ASSERT_TRUE(dsn.fault);
  EXPECT_FALSE(dsn.fault->unknown_keyword);
  EXPECT_EQ(dsn.fault->component, Component::kPort);
}

TEST(DsnUri, APortAfterTheFirstHostIsALatentFault) {
  const Dsn dsn = parse("postgres://a:5432,b:x/db");
  EXPECT_TRUE(dsn.valid());
  ASSERT_EQ(dsn.latent_faults.size(), 1U);
  EXPECT_EQ(dsn.latent_faults[0].reason.view(), "port 2 is not a number");
}

// PQconnectStart: a port out of range skips its host, one that is no integer ends the attempt.
TEST(DsnUri, ABadFirstPortIsFatalOnlyWhereNoOtherHostIsDialled) {
  const Dsn skipped = parse("postgres://a:99999,b:5432/db");
  EXPECT_TRUE(skipped.valid());
  ASSERT_EQ(skipped.latent_faults.size(), 1U);
  EXPECT_EQ(skipped.latent_faults[0].reason.view(), "port 1 is not between 1 and 65535");
  EXPECT_FALSE(parse("postgres://a:x,b:5432/db").valid());
  EXPECT_FALSE(parse("postgres://a:0,b:0/db").valid());
}

TEST(DsnUri, GssapiEncryptionIsRefusedOnASocket) {
  const std::string socket = "host=/tmp,db gssencmode=require";
  EXPECT_FALSE(parse(socket).valid());
  EXPECT_EQ(parse(socket).fault->component, Component::kParameter);
  EXPECT_TRUE(parse(socket, LibpqVersion::k16).valid());  // refused after the server's answer
  EXPECT_TRUE(parse("host=/tmp,db gssencmode=prefer").valid());
  EXPECT_TRUE(parse("host=db,/tmp gssencmode=require").valid());  // a host that is dialled first
}

TEST(DsnUri, ConnectTimeoutIsReadOnlyByPQconnectdb) {
  const Dsn dsn = parse("postgres://a/db?connect_timeout=soon");
  EXPECT_TRUE(dsn.valid());
  ASSERT_EQ(dsn.latent_faults.size(), 1U);
  EXPECT_EQ(dsn.latent_faults[0].component, Component::kParameter);
}

TEST(DsnUri, PairsAddressesNamesAndPorts) {
  const Dsn dsn = parse("postgres://a,b:5433/db?hostaddr=10.0.0.1,10.0.0.2");
  ASSERT_EQ(dsn.hosts.size(), 2U);
  EXPECT_EQ(dsn.hosts[0].address.expose(), "10.0.0.1");
  EXPECT_EQ(dsn.hosts[0].port.expose(), "5432");
  EXPECT_EQ(dsn.hosts[1].name.expose(), "b");
  EXPECT_EQ(dsn.hosts[1].port.expose(), "5433");
}

TEST(DsnUri, PasswordSpillsAreFound) {
  EXPECT_EQ(parse("postgres://app:p@ss@db.example.com/x").spilled_password, Component::kHost);
  EXPECT_EQ(parse("postgres://app:12/34@db.example.com/x").spilled_password, Component::kDatabase);
  EXPECT_EQ(parse("postgres://app:p/a?s@db.example.com/x?sslmode=require").spilled_password,
            Component::kQuery);
  EXPECT_EQ(parse("postgres://app:p@[ss@db.example.com/x").spilled_password, Component::kHost);
  EXPECT_EQ(parse("postgres://app:pass@@db.example.com/x").spilled_password, Component::kHost);
  EXPECT_EQ(parse("postgres://app:p@ss@db.example.com/x?wrong").spilled_password, Component::kHost);
  EXPECT_EQ(parse("postgres://app:p@s:s@db.example.com/x").spilled_password, Component::kPort);
  EXPECT_EQ(parse("postgres://app:p@s/s@db.example.com/x").spilled_password, Component::kDatabase);
  EXPECT_EQ(parse("postgres://app:p@s?s@db.example.com/x").spilled_password, Component::kQuery);
  EXPECT_EQ(parse("postgres://app:p@s?s@db.example.com/x?sslmode=require").spilled_password,
            Component::kQuery);
}

TEST(DsnUri, OrdinaryStringsHaveNoSpill) {
  for (const char* text :
       {"postgres://app:pa#ss@db.example.com/x", "postgres://db:5432/x?user=app@corp",
        "postgres://@%40abstract/x", "postgres://app:x@%40abstract/x", "postgres://app@@abstract/x",
        "postgres://app:x@db/orders@old", "postgres://app:x@db/x?wrong&user=a@b",
        "postgres://app:x@db/o%40a.b", "postgres://app:x@db/x?my%40key=1",
        "postgres://app:p%40ss@db/x", "host=db password=p@ss",
        "postgres://db:5432/x?options=-c%20search_path%3Da@b", "postgres://app:x@[::1]:5432/x"}) {
    EXPECT_EQ(parse(text).spilled_password, std::nullopt) << text;
  }
}

TEST(DsnKeyword, ABlankAfterTheEqualsSignSwallowsTheNextPair) {
  const Dsn dsn = parse("host=db password= sslmode=verify-full");
  EXPECT_EQ(value_of(dsn, "password"), "sslmode=verify-full");
  EXPECT_EQ(dsn.ssl_mode, std::nullopt);
}

TEST(DsnKeyword, SslTrueIsRefusedHere) {
  const Dsn dsn = parse("host=db ssl=true");
  ASSERT_TRUE(dsn.fault);
  EXPECT_TRUE(dsn.fault->unknown_keyword);
}

TEST(DsnBounds, NulAndExcessAreFaults) {
  EXPECT_EQ(parse(std::string_view("postgres://a\0b", 14)).fault->component, Component::kString);
  EXPECT_TRUE(parse("postgres://" + std::string(kMaximumLength, 'a')).fault);
  EXPECT_EQ(parse("").form, Form::kKeyword);
  EXPECT_TRUE(parse("").valid());
}

TEST(DsnVersions, RequiredVersionIsThatOfTheNewestParameter) {
  EXPECT_EQ(required_version(parse("postgres://a/b?sslmode=require")), LibpqVersion::k14);
  EXPECT_EQ(required_version(parse("postgres://a/b?sslrootcert=system")), LibpqVersion::k16);
  EXPECT_EQ(required_version(parse("postgres://a/b?sslnegotiation=postgres")), LibpqVersion::k17);
  EXPECT_EQ(required_version(parse("postgres://a/b?oauth_scope=x")), LibpqVersion::k18);
}

// Checks of releases newer than the libpq of the conformance test: pqConnectOptions2 of 16 to 18.
struct Newer {
  const char* query;
  bool valid;
};

class DsnNewerChecks : public testing::TestWithParam<Newer> {};

TEST_P(DsnNewerChecks, AgreeWithTheSource) {
  EXPECT_EQ(parse(std::string("postgres://db/x?") + GetParam().query).valid(), GetParam().valid)
      << GetParam().query;
}

INSTANTIATE_TEST_SUITE_P(
    Libpq18, DsnNewerChecks,
    testing::Values(
        Newer{"sslrootcert=system", true}, Newer{"sslrootcert=system&sslmode=", false},
        Newer{"sslrootcert=system&sslmode=require", false}, Newer{"sslnegotiation=direct", false},
        Newer{"sslnegotiation=direct&sslrootcert=system", true},
        Newer{"sslnegotiation=direct&sslmode=require", true},
        Newer{"sslnegotiation=Direct&sslmode=require", false}, Newer{"sslcertmode=prefer", false},
        Newer{"load_balance_hosts=random", true}, Newer{"load_balance_hosts=yes", false},
        Newer{"require_auth=", true}, Newer{"require_auth=md5,scram-sha-256", true},
        Newer{"require_auth=gss,sspi", true}, Newer{"require_auth=md5,md5", false},
        Newer{"require_auth=!md5,password", false}, Newer{"require_auth=!md5,!none", true},
        Newer{"require_auth=md5,", false}, Newer{"require_auth=oauth", true},
        Newer{"min_protocol_version=3.2", true}, Newer{"min_protocol_version=3.1", false},
        Newer{"min_protocol_version=3.2&max_protocol_version=3.0", false},
        Newer{"max_protocol_version=latest", true},
        Newer{"scram_client_key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D", true},
        Newer{"scram_client_key=AAAA", false}));

}  // namespace
}  // namespace postern::dsn
