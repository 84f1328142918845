#include "kube/locate.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "kube/load_yaml.h"

namespace postern::kube {

void PrintTo(const Position& at, std::ostream* out) { *out << at.line << ':' << at.column; }

namespace {

using Step = std::variant<const char*, int>;

std::vector<PathStep> path_of(const std::vector<Step>& steps) {
  std::vector<PathStep> path;
  for (const Step& step : steps) {
    if (const int* index = std::get_if<int>(&step)) {
      path.push_back({PathStep::Kind::kIndex, "", static_cast<std::size_t>(*index)});
    } else {
      path.push_back({PathStep::Kind::kKey, std::get<const char*>(step), 0});
    }
  }
  return path;
}

std::optional<Position> place(std::string_view text, std::size_t document,
                              const std::vector<Step>& steps) {
  const YamlStream stream = load_yaml(text);
  return locate(text, stream.documents.at(document).source, path_of(steps));
}

TEST(Locate, PlainAndQuotedScalarsStandAtTheirStart) {
  constexpr std::string_view kText =
      "kind: Secret\n"
      "stringData:\n"
      "  URL:   postgres://h/d\n"
      "  \"Q\": \"x\"\n";
  EXPECT_EQ(place(kText, 0, {"stringData", "URL"}), (Position{3, 10}));
  EXPECT_EQ(place(kText, 0, {"stringData", "Q"}), (Position{4, 8}));
}

TEST(Locate, BlockScalarsStandAtTheirText) {
  constexpr std::string_view kText =
      "a: |\n"
      "\n"
      "    text\n"
      "b:\n"
      "- >-  # folded\n"
      "  more\n";
  EXPECT_EQ(place(kText, 0, {"a"}), (Position{3, 5}));
  EXPECT_EQ(place(kText, 0, {"b", 0}), (Position{6, 3}));
  EXPECT_EQ(place("a: |\nb: 1\n", 0, {"a"}), (Position{1, 4})) << "empty: at its indicator";
}

TEST(Locate, CountsLinesOfTheFileAndColumnsInCharacters) {
  EXPECT_EQ(place("a: 1\n---\n# c\nb: [x, \xc3\xa9, {c: d}]\n", 1, {"b", 2, "c"}),
            (Position{4, 15}));
  EXPECT_EQ(place("a: 1\r\nb: |\r\n  x\r\nc: 2\r\n", 0, {"c"}), (Position{4, 4}));
  EXPECT_EQ(place("a: 1\r\nb: |\r\n  x\r\nc: 2\r\n", 0, {"b"}), (Position{3, 3}));
}

TEST(Locate, FollowsAliasesAndMergeKeys) {
  constexpr std::string_view kText =
      "base: &b\n"
      "  x: 1\n"
      "v:\n"
      "  <<: *b\n"
      "  z: 2\n"
      "w: *b\n";
  EXPECT_EQ(place(kText, 0, {"v", "x"}), (Position{2, 6}));
  EXPECT_EQ(place(kText, 0, {"w", "x"}), (Position{2, 6}));
  EXPECT_EQ(place(kText, 0, {"v", "z"}), (Position{5, 6}));
}

TEST(Locate, KnowsKeysByWhatTheyMean) {
  EXPECT_EQ(place("010: a\nyes: b\n", 0, {"8"}), (Position{1, 6}));
  EXPECT_EQ(place("010: a\nyes: b\n", 0, {"true"}), (Position{2, 6}));
}

TEST(Locate, FindsPlacesInJson) {
  constexpr std::string_view kText =
      "{\"a\": {\"b\\u002f\": [1,\n"
      "  \"x\"]}}\n"
      "{\"c\": \"\xc3\xa9\", \"d\": 1} {\"e\": 5}\n";
  EXPECT_EQ(place(kText, 0, {"a", "b/", 0}), (Position{1, 20}));
  EXPECT_EQ(place(kText, 0, {"a", "b/", 1}), (Position{2, 3}));
  EXPECT_EQ(place(kText, 1, {"d"}), (Position{3, 17}));
  EXPECT_EQ(place(kText, 2, {"e"}), (Position{3, 26}));
}

TEST(Locate, StopsAtTheLastValueThatIsThere) {
  EXPECT_EQ(place("a:\n  b: 1\n", 0, {"a", "c"}), (Position{2, 3}));
  EXPECT_EQ(place("a: 1\n", 0, {"a", "c", 3}), (Position{1, 4}));
  EXPECT_EQ(place("a: [1]\n", 0, {"a", 3}), (Position{1, 4}));
}

TEST(Locate, HasNothingToSayAboutABrokenDocument) {
  EXPECT_EQ(place("a: [\n", 0, {"a"}), std::nullopt);
}

}  // namespace
}  // namespace postern::kube
