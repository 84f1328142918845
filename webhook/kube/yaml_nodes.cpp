#include "kube/yaml_nodes.h"

#include <utility>

#include "kube/node_builder.h"
#include "kube/yaml_parser.h"

namespace postern::kube {
namespace {

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
    YamlEvent event;
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
        return builder_.alias(node(event), view_of(event.data.alias.anchor));
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
    return builder_.scalar(scalar, text, view_of(event.data.scalar.anchor));
  }

  std::optional<Literal> open(const yaml_event_t& event, NodeKind kind, const yaml_char_t* anchor) {
    Node container = node(event);
    container.kind = kind;
    return builder_.open(container, view_of(anchor));
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

  YamlParser parser_;
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
