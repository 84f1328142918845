#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "check/excerpt.h"
#include "kube/load_yaml.h"

namespace postern::check {
namespace {

kube::FieldPath path_of(const std::vector<std::string>& steps) {
  kube::FieldPath path;
  for (const std::string& step : steps) {
    const bool index = step.find_first_not_of("0123456789") == std::string::npos;
    path = index ? path.index(std::stoul(step)) : path.child(step);
  }
  return path;
}

// The excerpt, with the caret written into it as '^' before the column it points at.
std::string shown(std::string_view text, const std::vector<std::string>& steps) {
  const kube::YamlStream stream = kube::load_yaml(text);
  const kube::DocumentSource& source = stream.documents.back().source;
  kube::Places places(text, source);
  const auto place = places.find(path_of(steps).steps());
  if (!place) {
    return "no place";
  }
  report::Excerpt excerpt = excerpt_at(*place, places, source.json);
  return excerpt.text.empty() ? excerpt.text : excerpt.text.insert(excerpt.caret - 1, "^");
}

constexpr std::string_view kManifest =
    "kind: Secret\n"
    "stringData:\n"
    "  URL: postgres://hunter2@h/d  # hunter2\n"
    "  block: |-\n"
    "    hunter2\n"
    "  flow: {a: hunter2, b: [hunter2, hunter2]}\n"
    "list:\n"
    "- hunter2\n"
    "-   - name: hunter2\n"
    "      value: \"hunter2\"\n"
    "anchor: &a hunter2\n"
    "alias: *a\n";

TEST(Excerpt, ShowsTheKeyAndMasksTheValue) {
  EXPECT_EQ(shown(kManifest, {"stringData", "URL"}), "  URL: ^********");
  EXPECT_EQ(shown(kManifest, {"list", "1", "0", "value"}), "      value: ^********");
}

TEST(Excerpt, ABlockScalarIsShownAtItsText) {
  EXPECT_EQ(shown(kManifest, {"stringData", "block"}), "    ^********");
}

TEST(Excerpt, ListItemsKeepTheirDashes) {
  EXPECT_EQ(shown(kManifest, {"list", "0"}), "- ^********");
  EXPECT_EQ(shown(kManifest, {"list", "1", "0", "name"}), "-   - name: ^********");
  EXPECT_EQ(shown(kManifest, {"list", "1", "0"}), "-   - ^name: ********") << "a mapping: its key";
}

TEST(Excerpt, WhatStandsBeforeInTheLineIsLeftOut) {
  EXPECT_EQ(shown(kManifest, {"stringData", "flow", "a"}), "... a: ^********");
  EXPECT_EQ(shown(kManifest, {"stringData", "flow", "b", "1"}), "... ^********");
  EXPECT_EQ(shown(kManifest, {"alias"}), "... ^********") << "at the anchor, not at the alias";
}

TEST(Excerpt, JsonKeysAreQuoted) {
  EXPECT_EQ(shown("{\"a\": {\n  \"b\": \"hunter2\", \"c\": 1}}", {"a", "b"}), "  \"b\": ^********");
  EXPECT_EQ(shown("{\"a\": {\n  \"b\": \"hunter2\", \"c\": 1}}", {"a", "c"}),
            "... \"c\": ^********");
}

TEST(Excerpt, KeysArePrintable) {
  EXPECT_EQ(shown("\"a\\e[31m\": x\n", {"a\x1b[31m"}), "a?[31m: ^********");
  EXPECT_EQ(shown("\xc3\xa9\xc3\xa9: x\n", {"\xc3\xa9\xc3\xa9"}).size(), 4U + 2U + 1U + 8U);
}

TEST(Excerpt, HasNothingForADocumentThatCannotBeRead) {
  EXPECT_EQ(shown("a: [\n", {"a"}), "no place");
}

}  // namespace
}  // namespace postern::check
