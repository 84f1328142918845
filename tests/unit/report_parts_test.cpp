// Where reports go, how places are told, and what keeps a finding the same from run to run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "report/fingerprints.h"
#include "report/outputs.h"
#include "report/place.h"
#include "report_sample.h"

namespace postern::report {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;

auto is_output(Format format, const std::string& file) {
  return AllOf(Field(&Output::format, format), Field(&Output::file, file));
}

TEST(Outputs, AFormatAloneGoesToStandardOutput) {
  EXPECT_THAT(outputs_from("json", {}).value(), ElementsAre(is_output(Format::kJson, "-")));
}

TEST(Outputs, AFileAloneGetsTheFormat) {
  EXPECT_THAT(outputs_from("sarif", {"a.sarif"}).value(),
              ElementsAre(is_output(Format::kSarif, "a.sarif")));
}

TEST(Outputs, NamedFormatsComeBesideTheOneOfFormat) {
  EXPECT_THAT(outputs_from("text", {"json=a.json", "sarif=b.sarif"}).value(),
              ElementsAre(is_output(Format::kText, "-"), is_output(Format::kJson, "a.json"),
                          is_output(Format::kSarif, "b.sarif")));
}

TEST(Outputs, WhatIsNoFormatIsPartOfAName) {
  EXPECT_THAT(outputs_from("json", {"a=b.json"}).value(),
              ElementsAre(is_output(Format::kJson, "a=b.json")));
  EXPECT_THAT(outputs_from("json", {"./json=b"}).value(),
              ElementsAre(is_output(Format::kJson, "./json=b")));
}

TEST(Outputs, OnePlaceTakesOneReport) {
  EXPECT_FALSE(outputs_from("json", {"a", "b"}));
  EXPECT_FALSE(outputs_from("json", {"a", "sarif=a"}));
  EXPECT_FALSE(outputs_from("json", {"sarif=-"}));
  EXPECT_FALSE(outputs_from("json", {"sarif="}));
  EXPECT_FALSE(outputs_from("json", {""}));
}

TEST(Outputs, AnUnknownFormatIsRefused) { EXPECT_FALSE(outputs_from("xml", {})); }

TEST(Place, FilesAreToldRelativeToTheDirectory) {
  const report::Run run{.directory = "/src/shop"};
  EXPECT_EQ(repository_path(run, "/src/shop/a/b.yaml"), "a/b.yaml");
  EXPECT_EQ(repository_path(run, "./a/../b.yaml"), "b.yaml");
  EXPECT_EQ(repository_path(run, "/src/shopping/b.yaml"), "/src/shopping/b.yaml");
  EXPECT_EQ(repository_path(run, "<stdin>"), "<stdin>");
}

TEST(Place, UrisHoldOnlyWhatUrisMay) {
  const report::Run run{.directory = "/src"};
  EXPECT_EQ(file_uri(run, "a b/\xc3\xa9%#?[1].yaml"), "a%20b/%C3%A9%25%23%3F%5B1%5D.yaml");
  EXPECT_EQ(file_uri(run, "http://x"), "http%3A/x");
  EXPECT_EQ(file_uri(run, "/tmp/a b"), "file:///tmp/a%20b");
  EXPECT_EQ(file_uri(run, "\xff\n"), "%FF%0A");
}

TEST(Fingerprints, AreAllDifferent) {
  const std::vector<rules::Fingerprint> prints = fingerprints_of(test::sample_run());
  std::set<std::string> texts;
  for (const rules::Fingerprint print : prints) {
    texts.insert(print.str());
  }
  EXPECT_EQ(texts.size(), prints.size());
}

TEST(Fingerprints, StayWhenLinesMoveAndThePolicyChanges) {
  report::Run moved = test::sample_run();
  for (LocatedFinding& located : moved.findings) {
    located.line += 100;
    located.column = 1;
    located.finding.action = Action::kWarn;
    located.exception.clear();
  }
  EXPECT_EQ(fingerprints_of(moved), fingerprints_of(test::sample_run()));
}

TEST(Fingerprints, StayWhereverTheCheckoutIs) {
  report::Run here = test::sample_run();
  report::Run there = test::sample_run();
  here.findings.resize(1);
  there.findings.resize(1);
  there.directory = "/home/runner/shop";
  there.findings[0].file = "/home/runner/shop/deploy/../deploy/orders.yaml";
  EXPECT_EQ(fingerprints_of(here), fingerprints_of(there));
}

TEST(Fingerprints, TellObjectsApart) {
  report::Run run = test::sample_run();
  run.findings.resize(1);
  const std::vector<rules::Fingerprint> before = fingerprints_of(run);
  run.findings[0].name_space = Name("shop");
  EXPECT_NE(fingerprints_of(run), before);
}

TEST(Fails, FromTheActionThatIsAskedFor) {
  report::Run run = test::sample_run();
  EXPECT_TRUE(fails(run));
  run.fail_on = FailOn::kNever;
  EXPECT_FALSE(fails(run));
  std::erase_if(run.findings, [](const LocatedFinding& located) {
    return outcome_of(located) == Outcome::kDeny;
  });
  run.fail_on = FailOn::kDeny;
  EXPECT_FALSE(fails(run)) << "what is excepted denies nothing";
  run.fail_on = FailOn::kWarn;
  EXPECT_TRUE(fails(run));
}

}  // namespace
}  // namespace postern::report
