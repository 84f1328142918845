#include <gtest/gtest.h>

#include "check/ignore.h"

namespace postern::check {
namespace {

using Kind = IgnoreList::Kind;
using Opinion = IgnoreList::Opinion;

IgnoreList list_of(std::initializer_list<std::string_view> lines) {
  IgnoreList list;
  for (const std::string_view line : lines) {
    list.add_line(line);
  }
  return list;
}

TEST(Ignore, APatternWithoutASlashMatchesAtAnyDepth) {
  const IgnoreList list = list_of({"values.yaml", "*.tmp.yml"});
  EXPECT_EQ(list.opinion("values.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("a/b/values.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("a/x.tmp.yml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("a/my-values.yaml", Kind::kFile), Opinion::kNone);
}

TEST(Ignore, ASlashTiesAPatternToTheDirectory) {
  const IgnoreList list = list_of({"/a.yaml", "charts/*/templates"});
  EXPECT_EQ(list.opinion("a.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("b/a.yaml", Kind::kFile), Opinion::kNone);
  EXPECT_EQ(list.opinion("charts/x/templates", Kind::kDirectory), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("charts/x/y/templates", Kind::kDirectory), Opinion::kNone)
      << "a star stays between slashes";
  EXPECT_EQ(list.opinion("d/charts/x/templates", Kind::kDirectory), Opinion::kNone);
}

TEST(Ignore, TwoStarsAreAnyNumberOfDirectories) {
  const IgnoreList list = list_of({"**/generated/*.yaml", "a/**/z.yaml", "build/**"});
  EXPECT_EQ(list.opinion("generated/x.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("p/q/generated/x.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("a/z.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("a/b/c/z.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("build/x/y.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("build", Kind::kDirectory), Opinion::kNone)
      << "what is inside, not itself";
}

TEST(Ignore, ATrailingSlashMatchesDirectoriesOnly) {
  const IgnoreList list = list_of({"templates/"});
  EXPECT_EQ(list.opinion("x/templates", Kind::kDirectory), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("x/templates", Kind::kFile), Opinion::kNone);
}

TEST(Ignore, TheLastPatternThatMatchesDecides) {
  const IgnoreList list = list_of({"*.yaml", "!keep.yaml", "old/keep.yaml"});
  EXPECT_EQ(list.opinion("a.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("x/keep.yaml", Kind::kFile), Opinion::kKept);
  EXPECT_EQ(list.opinion("old/keep.yaml", Kind::kFile), Opinion::kIgnored);
}

TEST(Ignore, CommentsBlanksAndEscapes) {
  const IgnoreList list =
      list_of({"", "# x.yaml", "   ", "\\#x.yaml", "\\!y.yaml", "z.yaml  \r", "[ab].yaml", "/"});
  EXPECT_EQ(list.opinion("x.yaml", Kind::kFile), Opinion::kNone);
  EXPECT_EQ(list.opinion("#x.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("!y.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("z.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("b.yaml", Kind::kFile), Opinion::kIgnored);
  EXPECT_EQ(list.opinion("c.yaml", Kind::kFile), Opinion::kNone);
}

}  // namespace
}  // namespace postern::check
