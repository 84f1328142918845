#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "explain_dsn/batch.h"
#include "explain_dsn/probe.h"
#include "explain_judge.h"

namespace postern::explain_dsn {
namespace {

using nlohmann::json;
using testing::Each;
using testing::ElementsAre;
using testing::Field;

json answer_to(const std::string& line) {
  std::string out;
  append_answer(out, line, Hosts::kShown, built_in());
  EXPECT_TRUE(out.ends_with('\n'));
  return json::parse(out);
}

TEST(ExplainBatch, AnAnswerHasEveryKeyInOrder) {
  std::string out;
  append_answer(out, R"("postgresql://db/d")", Hosts::kRedacted, built_in());
  const auto answer = nlohmann::ordered_json::parse(out);
  std::vector<std::string> keys;
  for (const auto& [key, value] : answer.items()) {
    keys.push_back(key);
  }
  EXPECT_THAT(keys, ElementsAre("valid", "form", "error", "hosts", "ports", "target", "targets",
                                "sslmode", "sslrootcert", "provider", "has_password", "findings"));
}

TEST(ExplainBatch, AnEscapedLineIsDecodedFirst) {
  EXPECT_EQ(answer_to(R"("postgresql:\/\/d\u0062\/d")"), answer_to(R"("postgresql://db/d")"));
  EXPECT_EQ(answer_to(R"("postgresql://\u00e9/d")").at("hosts").at(0), "\xc3\xa9");
  EXPECT_EQ(answer_to(R"("postgresql://db/d\u0000")").at("error").at("component"), "string");
}

TEST(ExplainBatch, ALineThatIsNoStringIsSaidToBeNone) {
  for (const char* line : {"", "x", "1", "null", R"(["postgres://h"])", R"("a" "b")", "\"\\ud800\"",
                           "\"\xff\"", "\"open"}) {
    const json answer = answer_to(line);
    EXPECT_EQ(answer.at("valid"), false) << line;
    EXPECT_EQ(answer.at("error").at("message"), "the line is not a JSON string") << line;
  }
}

TEST(ExplainBatch, TheLongestStringIsReadAndALongerLineIsNot) {
  const std::string scheme = "postgresql://db/";
  const std::string longest = scheme + std::string(dsn::kMaximumLength - scheme.size(), 'a');
  EXPECT_EQ(answer_to('"' + longest + '"').at("valid"), true);
  EXPECT_EQ(answer_to('"' + longest + "a\"").at("error").at("message"),
            "the string is longer than 64 KiB");
  EXPECT_EQ(answer_to('"' + std::string(kLongestLine, 'a') + '"').at("error").at("message"),
            "the line is longer than any connection string");
}

/// What run_batch writes for `input`, through pipes.
std::vector<std::string> run(const std::string& input) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  EXPECT_EQ(::pipe2(in.data(), O_CLOEXEC), 0);
  EXPECT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
  std::thread writer([&] {
    for (std::size_t at = 0; at < input.size();) {
      const ssize_t count = ::write(in[1], input.data() + at, input.size() - at);
      ASSERT_GT(count, 0);
      at += static_cast<std::size_t>(count);
    }
    ::close(in[1]);
  });
  std::thread program([&] {
    EXPECT_TRUE(run_batch(in[0], out[1], Hosts::kShown, built_in()));
    ::close(in[0]);
    ::close(out[1]);
  });
  std::string text;
  std::array<char, 4096> chunk{};
  for (ssize_t count = 0; (count = ::read(out[0], chunk.data(), chunk.size())) > 0;) {
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  writer.join();
  program.join();
  ::close(out[0]);
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

TEST(ExplainBatch, LinesAreCutWhereverTheChunksAre) {
  std::string input;
  for (int i = 0; i < 5000; ++i) {
    input += "\"postgresql://h" + std::to_string(i) + "/d\"\n";
  }
  input += "\"postgresql://last/d\"";  // no newline at the end
  const std::vector<std::string> lines = run(input);
  ASSERT_EQ(lines.size(), 5001U);
  EXPECT_EQ(json::parse(lines[4999]).at("hosts").at(0), "h4999");
  EXPECT_EQ(json::parse(lines[5000]).at("hosts").at(0), "last");
}

TEST(ExplainBatch, AnEmptyLineIsALineAndAnEmptyInputIsNone) {
  EXPECT_EQ(run("").size(), 0U);
  EXPECT_EQ(run("\n\n").size(), 2U);
}

TEST(ExplainEndpoints, ARefusedOrSuspiciousStringHasNone) {
  for (const char* text : {"postgresql://app:pw%@db/d", "postgresql://app:12/34@db/d",
                           "postgresql://app:p@ss@db/d", "postgresql://db:x/d"}) {
    EXPECT_FALSE(endpoints_of(dsn::parse(text)).has_value()) << text;
  }
}

TEST(ExplainEndpoints, DialTheAddressAndVerifyTheName) {
  const auto found = endpoints_of(dsn::parse(
      "postgresql://db.shop.test:5433/d?hostaddr=192.0.2.7&sslmode=require&sslnegotiation=direct&"
      "sslsni=0"));
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().name, "db.shop.test");
  EXPECT_EQ(found->front().address, "192.0.2.7");
  EXPECT_EQ(found->front().port, "5433");
  EXPECT_TRUE(found->front().direct);
  EXPECT_FALSE(found->front().names_itself);
}

TEST(ExplainEndpoints, ASocketIsMarked) {
  const auto found = endpoints_of(dsn::parse("postgresql://db,%2Ftmp/d"));
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(*found, ElementsAre(Field(&Endpoint::socket, false), Field(&Endpoint::socket, true)));
  EXPECT_TRUE(found->front().names_itself);
}

std::vector<std::string> succeeding(const std::vector<ModeOutcome>& outcomes) {
  std::vector<std::string> modes;
  for (const ModeOutcome& one : outcomes) {
    if (one.succeeds) {
      modes.emplace_back(to_text(one.mode).view());
    }
  }
  return modes;
}

// tests/conformance/dsn_command asks psql about the same servers.
TEST(ExplainOutcomes, FollowTheCertificateAndTheCa) {
  const auto with = [](const Trust& trust) {
    return succeeding(outcomes_with_tls(trust, Negotiation::kPostgres));
  };
  EXPECT_THAT(with({}), ElementsAre("disable", "allow", "prefer", "require"));
  EXPECT_THAT(with({.has_ca = true, .chain_fault = "expired"}),
              ElementsAre("disable", "allow", "prefer"));
  EXPECT_THAT(with({.has_ca = true, .name_matches = false}),
              ElementsAre("disable", "allow", "prefer", "require", "verify-ca"));
  EXPECT_EQ(with({.has_ca = true, .name_matches = true}).size(), 6U);
}

TEST(ExplainOutcomes, DirectTlsLeavesNoPlaintext) {
  EXPECT_THAT(succeeding(outcomes_with_tls({}, Negotiation::kDirect)), ElementsAre("require"));
  EXPECT_EQ(succeeding(outcomes_without_alpn()).size(), 0U);
  EXPECT_THAT(succeeding(outcomes_without_tls()), ElementsAre("disable", "allow", "prefer"));
}

}  // namespace
}  // namespace postern::explain_dsn
