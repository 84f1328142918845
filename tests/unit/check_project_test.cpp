#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "check/project.h"

namespace postern::check {
namespace {

namespace fs = std::filesystem;

class ProjectFile : public testing::Test {
 protected:
  void SetUp() override {
    const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / ("project-" + std::string(test->name()));
    fs::remove_all(root_);
    fs::create_directories(root_ / "a/b");
    fs::create_directory(root_ / ".git");  // nothing above is looked at
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& text, std::string_view where = kProjectFile) {
    std::ofstream(root_ / where) << text;
  }

  // "line:column reason", or "" when the text is good.
  std::string fault(const std::string& text) {
    write(text);
    const auto project = find_project(root_);
    if (project) {
      return "";
    }
    const ProjectError& error = project.error();
    return std::to_string(error.position.line) + ":" + std::to_string(error.position.column) + " " +
           error.message.str();
  }

  fs::path root_;
};

TEST_F(ProjectFile, IsFoundAboveAndItsPathsAreRelativeToIt) {
  write(
      "config: ../policies/p.yaml\nnamespace: shop\nfail-on: never\nformat: json\ncomplete: true\n"
      "ignore: [old/]\n");
  const auto project = find_project(root_ / "a/b");
  ASSERT_TRUE(project);
  EXPECT_EQ(project->directory, root_.string());
  EXPECT_EQ(project->config, (root_.parent_path() / "policies/p.yaml").string());
  EXPECT_EQ(project->name_space, "shop");
  EXPECT_EQ(project->fail_on, "never");
  EXPECT_EQ(project->format, "json");
  EXPECT_EQ(project->complete, true);
  EXPECT_EQ(project->ignore.opinion("old", IgnoreList::Kind::kDirectory),
            IgnoreList::Opinion::kIgnored);
}

TEST_F(ProjectFile, TheNearestOneCounts) {
  write("namespace: far\n");
  write("namespace: near\n", "a/.postern.yaml");
  EXPECT_EQ(find_project(root_ / "a/b")->name_space, "near");
}

TEST_F(ProjectFile, NothingAboveARepositoryIsLookedAt) {
  fs::create_directory(root_ / "a/.git");
  write("namespace: outside\n");
  EXPECT_EQ(find_project(root_ / "a/b")->directory, "");
}

TEST_F(ProjectFile, AnEmptyFileIsGood) { EXPECT_EQ(fault("# nothing yet\n"), ""); }

TEST_F(ProjectFile, WhatItDoesNotKnowIsAnErrorWithItsPlace) {
  EXPECT_EQ(fault("namespace: a\nnamespcae: b\n").substr(0, 29), "2:12 namespcae is not known; ");
  EXPECT_EQ(fault("fail-on: off\n"), "1:10 fail-on is not one of deny, warn, never");
  EXPECT_EQ(fault("format: xml\n"), "1:9 format is not one of the formats of --format");
  EXPECT_EQ(fault("complete: 1\n"), "1:11 complete is not true or false");
  EXPECT_EQ(fault("config:\n"), "1:8 config is not text");
  EXPECT_EQ(fault("ignore: a\n"), "1:9 ignore is not a list of patterns");
  EXPECT_EQ(fault("- a\n"), "1:1 it is not a map of keys and values");
  EXPECT_EQ(fault("a: [\n").substr(0, 2), "2:");
}

}  // namespace
}  // namespace postern::check
