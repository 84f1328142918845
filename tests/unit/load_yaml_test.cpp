#include "kube/load_yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace postern::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Each document as JSON, or "line:column reason".
std::vector<std::string> read(std::string_view text, const Limits& limits = {}) {
  std::vector<std::string> readings;
  for (const YamlDocument& read : load_yaml(text, limits).documents) {
    std::ostringstream out;
    if (read.document) {
      out << simdjson::minify(read.document->root());
    } else {
      const LoadError& error = read.document.error();
      out << error.position.line << ':' << error.position.column << ' ' << error.message.str();
    }
    readings.push_back(out.str());
  }
  return readings;
}

TEST(LoadYaml, SkipsAndCountsEmptyDocuments) {
  const YamlStream stream = load_yaml("---\n# nothing\n---\na: 1\n---\nnull\n---\n~\n");
  EXPECT_EQ(stream.documents.size(), 1U);
  EXPECT_EQ(stream.skipped, 3U);
  EXPECT_EQ(load_yaml("").documents.size(), 0U);
}

TEST(LoadYaml, OneBadDocumentDoesNotHideTheOthers) {
  EXPECT_THAT(read("a: 1\n---\nb: [\n---\nc: 3\n"),
              ElementsAre(R"({"a":1})", "4:1 did not find expected node content", R"({"c":3})"));
  EXPECT_THAT(read("a: 1\n--- b: 2\n---\nc: 3\n"),
              ElementsAre("2:1 only a comment may follow --- on its line", R"({"c":3})"));
}

TEST(LoadYaml, NamesLineAndColumnInTheFile) {
  EXPECT_THAT(read("a: 1\n---\n# c\nb:\n  x: 1\n  x: 2\n"),
              ElementsAre(R"({"a":1})", "6:3 a mapping has the same key twice"));
  EXPECT_THAT(read("a: \"\xc3\xa9\" b\n"), ElementsAre("1:8 did not find expected key"));
  EXPECT_THAT(read("{\"a\":1}\n{\"b\":2}\n{\"c\" 3}\n"),
              ElementsAre(R"({"a":1})", R"({"b":2})", "3:6 a colon is missing"));
  EXPECT_THAT(read("a: 1\nb: \xff\n"), ElementsAre("2:4 the text is not valid UTF-8"));
}

TEST(LoadYaml, RefusesKeysThatDifferInTypeOnly) {
  // kubectl keeps either, at random: they meet in a Go map on their way to JSON.
  EXPECT_THAT(read("8: a\n'8': b\n"), ElementsAre("2:1 a mapping has the same key twice"));
  EXPECT_THAT(read("yes: a\n'true': b\n"), ElementsAre("2:1 a mapping has the same key twice"));
  EXPECT_THAT(read("a: &a {8: x}\nb:\n  <<: *a\n  '8': y\n"),
              ElementsAre("4:3 a mapping has the same key twice"));
}

TEST(LoadYaml, FindsDuplicatesAmongManyKeys) {
  std::string text;
  for (int i = 0; i < 2000; ++i) {
    text += "key" + std::to_string(i) + ": 1\n";
  }
  EXPECT_THAT(read(text + "key1999: 2\n"), ElementsAre("2001:1 a mapping has the same key twice"));
  EXPECT_EQ(load_yaml(text).documents.at(0).document.has_value(), true);
}

TEST(LoadYaml, BoundsWhatAliasesExpandTo) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) {
      text += before + ", ";
    }
    text += "]\n";
  }
  EXPECT_THAT(read(text), ElementsAre(HasSubstr("aliases")));
}

TEST(LoadYaml, BoundsMergesOfMerges) {
  std::string text = "a0: &a0 {x: 1}\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " {<<: [" + before + ", " +
            before + "]}\n";
  }
  EXPECT_THAT(read(text), ElementsAre(HasSubstr("merge")));
}

TEST(LoadYaml, BoundsDepthSizeAndCount) {
  EXPECT_THAT(read("a: [[[1]]]\n", {.depth = 4}), ElementsAre(R"({"a":[[[1]]]})"));
  EXPECT_THAT(read("a: [[[1]]]\n", {.depth = 3}),
              ElementsAre("1:6 objects and lists are nested too deeply"));
  EXPECT_THAT(read("a: &a [[1]]\nb: [[*a]]\n", {.depth = 4}),
              ElementsAre("1:8 objects and lists are nested too deeply"))
      << "named where the value is written";
  EXPECT_THAT(read("a: 1\n", {.bytes = 4}), ElementsAre("1:1 the text is too large"));
  EXPECT_THAT(read("[1, 2, 3]\n", {.nodes = 3}),
              ElementsAre("1:8 the document has too many values"));
  EXPECT_THAT(read(std::string(100'000, '[')),
              ElementsAre("1:65 objects and lists are nested too deeply"));
  EXPECT_THAT(read(std::string(100'000, '{')), ElementsAre(HasSubstr("nested too deeply")));
}

TEST(LoadYaml, ReasonsQuoteNothing) {
  for (const char* text :
       {"a: hunter2: b\n", "a: [hunter2\n", "a: *hunter2\n", "a: 'hunter2\n", "a: \"\\hunter2\"\n",
        "hunter2: 1\nhunter2: 2\n", "a: !!int hunter2\n", "a: !!binary hunter2\n", "--- hunter2\n",
        "{\"a\":hunter2\n", "<<: hunter2\n", "? [hunter2]\n: b\n", "%hunter2\n",
        "a: !hunter2!x b\n"}) {
    const auto readings = read(text);
    ASSERT_FALSE(readings.empty()) << text;
    EXPECT_THAT(readings[0], testing::MatchesRegex("[0-9]+:[0-9]+ .*")) << text;
    EXPECT_THAT(readings[0], Not(HasSubstr("hunter2"))) << text;
  }
}

}  // namespace
}  // namespace postern::kube
