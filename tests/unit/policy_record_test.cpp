#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "engine/decide.h"
#include "rules/reporter.h"
#include "serve/decision_log.h"
#include "serve/metrics.h"
#include "serve/review.h"

namespace postern::serve {
namespace {

using nlohmann::json;
using rules::Finding;
using rules::Rule;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr Rule kDenies{.id = "dsn-sslmode-weak", .hint = "Fix it.", .action = Action::kDeny};
constexpr Rule kWarns{.id = "dsn-sslmode-unverified", .hint = "Fix it.", .action = Action::kWarn};

Finding finding(const Rule& rule, std::string_view key = "URL") {
  std::vector<Finding> list;
  rules::Reporter report(list);
  report.begin(rule);
  report.at(kube::FieldPath().child("data").key(key), "it is wrong");
  return list.front();
}

Review review() {
  Review made;
  made.uid = "u-1";
  made.type = {.group = "", .kind = "Secret"};
  made.name_space = "shop";
  made.name = "db";
  made.user = "jane";
  return made;
}

engine::Verdict verdict_in(policy::Mode mode) {
  policy::Policy policy;
  policy.mode = mode;
  policy.hash.value = 0xabc;
  policy.exceptions = {{.name = "legacy", .rules = {{"dsn-sslmode-unverified"}}, .objects = {{}}},
                       {.name = "gone",
                        .rules = {{"dsn-sslmode-weak"}},
                        .objects = {{}},
                        .expires = policy::date_from_text("2020-01-01")}};
  const Instant now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
  return engine::decide({finding(kDenies), finding(kWarns)}, {}, policy, {.now = now});
}

class DecisionLogTest : public testing::Test {
 protected:
  void log(const engine::Verdict& verdict, DecisionLogOptions options,
           spdlog::level::level_enum level = spdlog::level::info, int times = 1) {
    const auto logger = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_st>(out_));
    logger->set_pattern("%v");
    logger->set_level(level);
    DecisionLog log(logger, options);
    const Review request = review();
    for (int i = 0; i < times; ++i) {
      log.observe({request, verdict, std::chrono::microseconds(7)});
    }
  }

  [[nodiscard]] std::vector<json> lines() const {
    std::vector<json> parsed;
    std::istringstream in(out_.str());
    for (std::string line; std::getline(in, line);) {
      parsed.push_back(json::parse(line));
    }
    return parsed;
  }

  std::ostringstream out_;
};

TEST_F(DecisionLogTest, AnswersWhatWouldBreakTomorrow) {
  log(verdict_in(policy::Mode::kAudit), {});
  const std::vector<json> logged = lines();
  ASSERT_THAT(logged, SizeIs(2));
  EXPECT_EQ(logged[0]["msg"], "the exception gone has expired and was not applied");
  const json& line = logged[1];
  EXPECT_EQ(line["msg"], "decision");
  EXPECT_EQ(line["allowed"], true);
  EXPECT_EQ(line["mode"], "audit");
  EXPECT_EQ(line["policy"], "0000000000000abc");
  EXPECT_EQ(line["rules"], json({"dsn-sslmode-weak", "dsn-sslmode-unverified"}));
  EXPECT_EQ(line["wouldDeny"], json({"dsn-sslmode-weak"}));
  EXPECT_EQ(line["exceptions"], json({"legacy"}));
  EXPECT_EQ(line["expired"], json({"gone"}));
  EXPECT_FALSE(line.contains("findings")) << "only at trace";
}

TEST_F(DecisionLogTest, WouldDenyIsNotSaidOfWhatWasDenied) {
  log(verdict_in(policy::Mode::kEnforce), {});
  EXPECT_EQ(lines().back()["allowed"], false);
  EXPECT_FALSE(lines().back().contains("wouldDeny"));
}

TEST_F(DecisionLogTest, AnExpiredExceptionIsToldOnce) {
  log(verdict_in(policy::Mode::kAudit), {}, spdlog::level::info, 3);
  EXPECT_THAT(lines(), SizeIs(4));
}

TEST_F(DecisionLogTest, TraceShowsPlacesAndMessages) {
  log(verdict_in(policy::Mode::kAudit), {}, spdlog::level::trace);
  const json findings = lines().back()["findings"];
  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_EQ(findings[0]["path"], "data[URL]");
  EXPECT_EQ(findings[0]["message"], "it is wrong");
  EXPECT_EQ(findings[0]["action"], "audit");
  EXPECT_EQ(findings[1]["action"], "excepted");
}

TEST_F(DecisionLogTest, SamplesOnlyWhatIsClean) {
  log({}, {.sample = 3}, spdlog::level::info, 6);
  EXPECT_THAT(lines(), SizeIs(2));
  log({}, {.sample = 0}, spdlog::level::info, 6);
  EXPECT_THAT(lines(), SizeIs(2));
  log(verdict_in(policy::Mode::kAudit), {.sample = 0}, spdlog::level::info, 2);
  EXPECT_THAT(lines(), SizeIs(2 + 1 + 2));
}

TEST_F(DecisionLogTest, TextHasTheSameFields) {
  log(verdict_in(policy::Mode::kWarn), {.format = LogFormat::kText});
  EXPECT_THAT(out_.str(), HasSubstr("warning decision uid=\"u-1\" kind=\"Secret\""));
  EXPECT_THAT(out_.str(), HasSubstr("wouldDeny=[\"dsn-sslmode-weak\"]"));
}

TEST(MetricsTest, CountExceptionsAndWhatWouldBreak) {
  Metrics metrics;
  const Review request = review();
  const engine::Verdict verdict = verdict_in(policy::Mode::kAudit);
  metrics.observe({request, verdict, std::chrono::microseconds(7)});
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("postern_exceptions_used_total{exception=\"legacy\"} 1"));
  EXPECT_THAT(text, HasSubstr("postern_exceptions_expired_total{exception=\"gone\"} 1"));
  EXPECT_THAT(text, HasSubstr("postern_rule_would_deny_total{mode=\"audit\","
                              "rule=\"dsn-sslmode-weak\"} 1"));
  EXPECT_THAT(text, HasSubstr("postern_admission_would_deny_total{kind=\"Secret\","
                              "mode=\"audit\"} 1"));
  EXPECT_THAT(text, HasSubstr("postern_rule_findings_total{action=\"excepted\","
                              "rule=\"dsn-sslmode-unverified\"} 1"));
}

TEST(MetricsTest, ExceptionLabelsAreBounded) {
  Metrics metrics;
  const Review request = review();
  engine::Verdict verdict;
  for (int i = 0; i < 300; ++i) {
    verdict.excepted.push_back({finding(kWarns), "e" + std::to_string(i)});
  }
  metrics.observe({request, verdict, std::chrono::microseconds(7)});
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("{exception=\"e199\"} 1"));
  EXPECT_THAT(text, Not(HasSubstr("{exception=\"e200\"}")));
  EXPECT_THAT(text, HasSubstr("{exception=\"other\"} 100"));
}

TEST(MetricsTest, ReloadSucceededWhenBothDid) {
  Metrics metrics;
  metrics.set_reload_success(Reloaded::kPolicy, false);
  metrics.set_reload_success(Reloaded::kCertificate, true);
  EXPECT_THAT(metrics.text(), HasSubstr("postern_config_reload_success 0"));
  metrics.set_reload_success(Reloaded::kPolicy, true);
  EXPECT_THAT(metrics.text(), HasSubstr("postern_config_reload_success 1"));
}

TEST(MetricsTest, OnlyThePolicyInForceIsNamed) {
  Metrics metrics;
  metrics.set_policy({.value = 1});
  metrics.set_policy({.value = 2});
  metrics.set_policy({.value = 2});
  metrics.count_lookup(cluster::LookupResult::kAbsent);
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("postern_policy_info{hash=\"0000000000000002\"} 1"));
  EXPECT_THAT(text, Not(HasSubstr("hash=\"0000000000000001\"")));
  EXPECT_THAT(text, HasSubstr("postern_lookup_total{result=\"absent\"} 1"));
}

TEST(EncodeReview, AnnotatesTheAuditEvent) {
  const json reply = json::parse(encode_review("u-1", verdict_in(policy::Mode::kAudit)));
  const json annotations = reply["response"]["auditAnnotations"];
  EXPECT_EQ(annotations["mode"], "audit");
  EXPECT_EQ(annotations["policy"], "0000000000000abc");
  EXPECT_EQ(annotations["recorded"], "dsn-sslmode-weak data[URL]");
  EXPECT_EQ(annotations["would-deny"], "dsn-sslmode-weak");
  EXPECT_EQ(annotations["excepted"], "legacy: dsn-sslmode-unverified data[URL]");
  EXPECT_FALSE(reply["response"].contains("warnings"));
}

TEST(EncodeReview, ACleanRequestHasNoAnnotations) {
  const json reply = json::parse(encode_review("u-1", {}));
  EXPECT_FALSE(reply["response"].contains("auditAnnotations"));
}

TEST(EncodeReview, AnnotationsAreBounded) {
  engine::Verdict verdict;
  for (int i = 0; i < 1000; ++i) {
    verdict.recorded.push_back(finding(kDenies, "KEY_" + std::to_string(i)));
    verdict.excepted.push_back({finding(kWarns), std::string(63, 'e')});
    verdict.refusing.push_back(&kDenies);
  }
  verdict.mode = policy::Mode::kAudit;
  const json reply = json::parse(encode_review("u-1", verdict));
  for (const auto& [key, value] : reply["response"]["auditAnnotations"].items()) {
    EXPECT_LE(key.size(), 63U);
    EXPECT_LE(value.get<std::string>().size(), 1024U) << key;
  }
  EXPECT_THAT(reply["response"]["auditAnnotations"]["recorded"].get<std::string>(),
              HasSubstr(", ..."));
}

TEST(EncodeReview, NoticesStandBeforeTheWarnings) {
  engine::Verdict verdict;
  verdict.warnings.push_back(finding(kWarns));
  verdict.notices.emplace_back(Literal("postern.dev/exempt has no effect here"));
  const json warnings = json::parse(encode_review("u-1", verdict))["response"]["warnings"];
  ASSERT_THAT(warnings, SizeIs(2));
  EXPECT_EQ(warnings[0], "postern.dev/exempt has no effect here");
}

}  // namespace
}  // namespace postern::serve
