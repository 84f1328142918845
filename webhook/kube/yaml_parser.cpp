#include "kube/yaml_parser.h"

#include <algorithm>
#include <array>

namespace postern::kube {
namespace {

struct TagName {
  std::string_view name;
  Tag tag;
};

constexpr auto kTags = std::to_array<TagName>({
    {"tag:yaml.org,2002:str", Tag::kString},
    {"tag:yaml.org,2002:bool", Tag::kBool},
    {"tag:yaml.org,2002:int", Tag::kInt},
    {"tag:yaml.org,2002:float", Tag::kFloat},
    {"tag:yaml.org,2002:null", Tag::kNull},
    {"tag:yaml.org,2002:timestamp", Tag::kTimestamp},
    {"tag:yaml.org,2002:binary", Tag::kBinary},
    {"tag:yaml.org,2002:merge", Tag::kMerge},
});

// libyaml's own words quote nothing, but only text known here is speakable.
constexpr auto kProblems = std::to_array<Literal>({
    "block collection entries are not allowed in this context",
    "block mapping entries are not allowed in this context",
    "block sequence entries are not allowed in this context",
    "could not find expected ':'",
    "did not find expected '-' indicator",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
    "did not find expected <document start>",
    "did not find expected digit or '-' character",
    "did not find expected alphabetic or numeric character",
    "did not find expected comment or line break",
    "did not find expected hexdecimal number",
    "did not find expected key",
    "did not find expected node content",
    "did not find expected whitespace or line break",
    "found character that cannot start any token",
    "found a tab character that violates indentation",
    "found a tab character where an indentation space is expected",
    "found an indentation indicator equal to 0",
    "found duplicate %YAML directive",
    "found extra ':'",
    "found incompatible YAML document",
    "found undefined tag handle",
    "found unexpected ':'",
    "found unexpected document indicator",
    "found unexpected end of stream",
    "found unknown escape character",
    "mapping keys are not allowed in this context",
    "mapping values are not allowed in this context",
    "control characters are not allowed",
});

}  // namespace

std::string_view view_of(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

Tag tag_of(const yaml_char_t* text) {
  if (text == nullptr) {
    return Tag::kNone;
  }
  const auto* const found = std::ranges::find(kTags, view_of(text), &TagName::name);
  return found == kTags.end() ? Tag::kOther : found->tag;
}

ScalarStyle style_of(const yaml_event_t& event) {
  if (event.data.scalar.plain_implicit == 1) {
    return ScalarStyle::kPlain;
  }
  const yaml_scalar_style_t style = event.data.scalar.style;
  const bool block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
  return block ? ScalarStyle::kBlock : ScalarStyle::kQuoted;
}

Literal problem_of(const yaml_parser_t& parser) {
  if (parser.problem == nullptr) {
    return "it is not valid YAML";
  }
  const auto* const found = std::ranges::find(kProblems, std::string_view(parser.problem),
                                              [](const Literal& text) { return text.view(); });
  return found == kProblems.end() ? Literal("it is not valid YAML") : *found;
}

}  // namespace postern::kube
