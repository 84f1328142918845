// Every format against its golden file. POSTERN_UPDATE_GOLDEN=1 writes the files anew: read the
// difference before you commit it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>

#include "base/version.h"
#include "report/format.h"
#include "report/page_assets.h"
#include "report_sample.h"
#include "rules/catalog.h"

namespace postern::report {
namespace {

std::string golden_path(const std::string& name) {
  return std::string(POSTERN_SOURCE_DIR) + "/tests/golden/report/" + name;
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect_golden(const std::string& name, const std::string& text) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment
  if (std::getenv("POSTERN_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(golden_path(name), std::ios::binary) << text;
  }
  EXPECT_EQ(text, contents(golden_path(name))) << name;
}

std::string sample_as(Format format) { return formatted(test::sample_run(), format); }

// The catalog grows and the version changes; neither shall change the golden file.
std::string without_catalog(const std::string& text) {
  nlohmann::ordered_json log = nlohmann::ordered_json::parse(text);
  nlohmann::ordered_json& run = log["runs"][0];
  nlohmann::ordered_json& driver = run["tool"]["driver"];
  EXPECT_EQ(driver["version"], version());
  driver["version"] = driver["semanticVersion"] = "0.0.0";
  const std::size_t known = rules::catalog().size();
  driver["rules"].erase(driver["rules"].begin(),
                        driver["rules"].begin() + static_cast<std::ptrdiff_t>(known));
  for (nlohmann::ordered_json& result : run["results"]) {
    result["ruleIndex"] = result["ruleIndex"].get<std::size_t>() - known;
  }
  return log.dump(2) + "\n";
}

void replace(std::string& text, std::string_view old, std::string_view replacement) {
  const std::size_t at = text.find(old);
  ASSERT_NE(at, std::string::npos) << replacement;
  text.replace(at, old.size(), replacement);
}

// Style and script have files of their own, and the policy their hashes.
std::string without_assets(std::string text) {
  replace(text, page_style(), "page.css");
  replace(text, page_script(), "page.js");
  replace(text, version(), "0.0.0");
  return std::regex_replace(text, std::regex("sha256-[^']+"), "sha256-HASH");
}

TEST(Golden, Json) { expect_golden("sample.json", sample_as(Format::kJson)); }
TEST(Golden, Sarif) { expect_golden("sample.sarif", without_catalog(sample_as(Format::kSarif))); }
TEST(Golden, Junit) { expect_golden("sample.junit.xml", sample_as(Format::kJunit)); }
TEST(Golden, Gitlab) { expect_golden("sample.gitlab.json", sample_as(Format::kGitlab)); }
TEST(Golden, Markdown) { expect_golden("sample.md", sample_as(Format::kMarkdown)); }
TEST(Golden, Html) { expect_golden("sample.html", without_assets(sample_as(Format::kHtml))); }
TEST(Golden, Github) { expect_golden("sample.github.txt", sample_as(Format::kGithub)); }

}  // namespace
}  // namespace postern::report
