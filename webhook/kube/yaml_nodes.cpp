#include "kube/yaml_nodes.h"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "kube/node_builder.h"

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

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

Tag tag_of(const yaml_char_t* text) {
  if (text == nullptr) {
    return Tag::kNone;
  }
  const auto* const found = std::ranges::find(kTags, view(text), &TagName::name);
  return found == kTags.end() ? Tag::kOther : found->tag;
}

// libyaml frees nothing by itself: these two own what it allocates.
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { clear(); }
  yaml_event_t* out() {
    clear();
    return &event_;
  }
  [[nodiscard]] const yaml_event_t& get() const { return event_; }

 private:
  void clear() {
    yaml_event_delete(&event_);
    event_ = {};
  }
  yaml_event_t event_{};
};

class Parser {
 public:
  explicit Parser(std::string_view text) : ready_(yaml_parser_initialize(&parser_) == 1) {
    if (ready_) {
      yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                   text.size());
    }
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { yaml_parser_delete(&parser_); }
  bool next(Event& event) { return ready_ && yaml_parser_parse(&parser_, event.out()) == 1; }
  [[nodiscard]] const yaml_parser_t& get() const { return parser_; }

 private:
  yaml_parser_t parser_{};
  bool ready_;
};

ScalarStyle style_of(const yaml_event_t& event) {
  if (event.data.scalar.plain_implicit == 1) {
    return ScalarStyle::kPlain;
  }
  const yaml_scalar_style_t style = event.data.scalar.style;
  const bool block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
  return block ? ScalarStyle::kBlock : ScalarStyle::kQuoted;
}

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

Literal problem_of(const yaml_parser_t& parser) {
  if (parser.problem == nullptr) {
    return "it is not valid YAML";
  }
  const auto* const found = std::ranges::find(kProblems, std::string_view(parser.problem),
                                              [](const Literal& text) { return text.view(); });
  return found == kProblems.end() ? Literal("it is not valid YAML") : *found;
}

// Where libyaml 0.2.5 reads what go-yaml, made from an older libyaml, refuses.
constexpr Literal kQuestionMark = "an unquoted value inside [] or {} has a question mark";
constexpr Literal kEscapedSlash = "found unknown escape character";

// Follows libyaml's marks, which count characters, through the bytes of the text.
class SourceCursor {
 public:
  explicit SourceCursor(std::string_view text)
      : text_(text), needed_(text.find("\\/") != std::string_view::npos) {}

  // Whether the double-quoted scalar between the marks has the escape \/.
  bool escapes_slash(const yaml_mark_t& begin, const yaml_mark_t& end) {
    if (!needed_) {
      return false;
    }
    const std::size_t from = offset_of(begin.index);
    const std::string_view quoted = text_.substr(from, offset_of(end.index) - from);
    std::size_t at = quoted.find('\\');
    while (at != std::string_view::npos && at + 1 < quoted.size()) {
      if (quoted[at + 1] == '/') {
        return true;
      }
      at = quoted.find('\\', at + 2);
    }
    return false;
  }

 private:
  std::size_t offset_of(std::size_t character) {
    while (character_ < character && offset_ < text_.size()) {
      ++offset_;
      while (offset_ < text_.size() &&
             (static_cast<unsigned char>(text_[offset_]) & 0xC0U) == 0x80U) {
        ++offset_;
      }
      ++character_;
    }
    return offset_;
  }

  std::string_view text_;
  bool needed_;
  std::size_t offset_ = 0;
  std::size_t character_ = 0;
};

class Reader {
 public:
  Reader(std::string_view text, const Limits& limits, const Origin& origin)
      : parser_(text), source_(text), builder_(limits), origin_(origin) {}

  LoadResult<Nodes> read() {
    Event event;
    while (parser_.next(event)) {
      if (const auto refusal = take(event.get())) {
        return tl::unexpected(LoadError{{*refusal}, place(event.get().start_mark)});
      }
      if (finished_) {
        return std::move(builder_).take();
      }
    }
    return tl::unexpected(LoadError{{problem_of(parser_.get())}, problem_place()});
  }

 private:
  std::optional<Literal> take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_DOCUMENT_START_EVENT:
        return std::nullopt;
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_END_EVENT:
        finished_ = true;
        return std::nullopt;
      case YAML_ALIAS_EVENT:
        return builder_.alias(node(event), view(event.data.alias.anchor));
      case YAML_SCALAR_EVENT:
        return take_scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        enter(event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
        return open(event, NodeKind::kSequence, event.data.sequence_start.anchor);
      case YAML_MAPPING_START_EVENT:
        enter(event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
        return open(event, NodeKind::kMapping, event.data.mapping_start.anchor);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        flow_level_ -= flow_level_ > 0 ? 1U : 0U;
        builder_.close();
        return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Literal> take_scalar(const yaml_event_t& event) {
    Node scalar = node(event);
    scalar.style = style_of(event);
    scalar.tag = tag_of(event.data.scalar.tag);
    const std::string_view text(reinterpret_cast<const char*>(event.data.scalar.value),
                                event.data.scalar.length);
    if (event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE && flow_level_ > 0 &&
        text.find('?') != std::string_view::npos) {
      return kQuestionMark;
    }
    if (event.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE &&
        source_.escapes_slash(event.start_mark, event.end_mark)) {
      return kEscapedSlash;
    }
    return builder_.scalar(scalar, text, view(event.data.scalar.anchor));
  }

  std::optional<Literal> open(const yaml_event_t& event, NodeKind kind, const yaml_char_t* anchor) {
    Node container = node(event);
    container.kind = kind;
    return builder_.open(container, view(anchor));
  }

  // Inside a flow collection everything is one: counting from the outermost on is enough.
  void enter(bool flow) { flow_level_ += flow || flow_level_ > 0 ? 1U : 0U; }

  [[nodiscard]] Node node(const yaml_event_t& event) const {
    const Position at = place(event.start_mark);
    Node made;
    made.line = static_cast<std::uint32_t>(at.line);
    made.column = static_cast<std::uint32_t>(at.column);
    return made;
  }

  [[nodiscard]] Position place(const yaml_mark_t& mark) const {
    const std::size_t column = mark.column + 1;
    return {origin_.first_line + mark.line,
            mark.line == 0 ? origin_.first_column - 1 + column : column};
  }

  [[nodiscard]] Position problem_place() const { return place(parser_.get().problem_mark); }

  Parser parser_;
  SourceCursor source_;
  NodeBuilder builder_;
  Origin origin_;
  std::size_t flow_level_ = 0;
  bool finished_ = false;
};

}  // namespace

LoadResult<Nodes> parse_yaml_nodes(std::string_view text, const Limits& limits,
                                   const Origin& origin) {
  return Reader(text, limits, origin).read();
}

}  // namespace postern::kube
