#include "kube/load_yaml.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/utf8.h"
#include "kube/json_nodes.h"
#include "kube/load_json.h"
#include "kube/yaml_nodes.h"
#include "kube/yaml_to_json.h"

namespace postern::kube {
namespace {

constexpr std::string_view kSpace = " \t\r\n\v\f";

tl::unexpected<LoadError> refused(Literal reason, Position at) {
  return tl::unexpected(LoadError{{reason}, at});
}

std::size_t valid_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_sequence_length(text.substr(at));
    if (length == 0) {
      break;
    }
    at += length;
  }
  return at;
}

Position start_of(const DocumentSource& source) {
  return {source.origin.first_line, source.origin.first_column};
}

LoadResult<Document> read_yaml(std::string_view text, const DocumentSource& source,
                               const Limits& limits) {
  if (text.size() > limits.bytes) {
    return refused("the text is too large", start_of(source));
  }
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    return refused("the text is not valid UTF-8",
                   position_in(text, valid_prefix(text), source.origin));
  }
  // libyaml takes one at the start of a line for part of a key's place, go-yaml for a character.
  if (const std::size_t mark = text.find("\xEF\xBB\xBF", 1); mark != std::string_view::npos) {
    return refused("a byte order mark stands inside the text",
                   position_in(text, mark, source.origin));
  }
  const auto nodes = parse_yaml_nodes(text, limits, source.origin);
  if (!nodes) {
    return tl::unexpected(nodes.error());
  }
  const auto json = to_json(*nodes, limits);
  if (!json) {
    return tl::unexpected(json.error());
  }
  auto document = load_json(*json, limits);
  if (!document) {
    // What the writer wrote is JSON within the limits; only a size at the very edge ends here.
    document.error().position = start_of(source);
  }
  return document;
}

class Loader {
 public:
  Loader(std::string_view text, const Origin& origin, const Limits& limits,
         const std::function<void(YamlDocument)>& take)
      : text_(text), limits_(limits), take_(take), origin_(origin) {}

  std::size_t load() {
    const std::size_t first = text_.find_first_not_of(kSpace);
    const bool may_be_json = first != std::string_view::npos && text_[first] == '{';
    if (may_be_json && text_.size() > limits_.bytes) {
      add(refused("the text is too large", {origin_.first_line, origin_.first_column}), {});
      return skipped_;
    }
    if (!may_be_json || load_json_values()) {
      load_yaml_pieces();
    }
    return skipped_;
  }

 private:
  void add(LoadResult<Document> document, const DocumentSource& source) {
    if (document && document->root().is_null()) {
      ++skipped_;
      return;
    }
    take_({std::move(document), source});
  }

  // True when the rest of the text is to be read as YAML.
  bool load_json_values() {
    for (std::size_t count = 0;; ++count) {
      const std::string_view rest = text_.substr(at_);
      const std::size_t begin = rest.find_first_not_of(" \t\r\n");
      if (begin == std::string_view::npos) {
        return false;
      }
      const auto scanned = parse_json_nodes(rest, limits_, origin_);
      if (scanned) {
        take_json_value(begin, scanned->consumed);
        continue;
      }
      // Two values make it a JSON stream for kubectl; it does not turn to YAML any more.
      if (count > 1 || !skip_line_of_space()) {
        add(tl::unexpected(scanned.error()), source(begin, rest.size() - begin, true));
        return false;
      }
      return true;
    }
  }

  void take_json_value(std::size_t begin, std::size_t end) {
    const DocumentSource where = source(begin, end - begin, true);
    add(load_document(text_, where, limits_), where);
    skip(end);
  }

  // YAMLOrJSONDecoder, consumeWhitespace: up to and including the first line end. It looks four
  // bytes ahead and gives up where there are fewer.
  bool skip_line_of_space() {
    constexpr std::size_t kLookAhead = 4;
    const std::string_view rest = text_.substr(at_);
    std::size_t end = 0;
    while (end + kLookAhead <= rest.size()) {
      const char c = rest[end];
      end += kSpace.find(c) != std::string_view::npos ? 1U : 0U;
      if (c == '\n' || kSpace.find(c) == std::string_view::npos) {
        skip(end);
        return true;
      }
    }
    return false;
  }

  void load_yaml_pieces() {
    YamlPieces pieces(text_, at_, origin_);
    while (const auto piece = pieces.next()) {
      add(load_yaml_piece(text_, *piece, limits_), piece->source);
    }
  }

  [[nodiscard]] DocumentSource source(std::size_t begin, std::size_t length, bool json) const {
    const Position at = position_in(text_.substr(at_), begin, origin_);
    return {at_ + begin, length, {at.line, at.column}, json};
  }

  void skip(std::size_t bytes) {
    const Position at = position_in(text_.substr(at_), bytes, origin_);
    at_ += bytes;
    origin_ = {at.line, at.column};
  }

  std::string_view text_;
  const Limits& limits_;
  const std::function<void(YamlDocument)>& take_;
  std::size_t skipped_ = 0;
  std::size_t at_ = 0;
  Origin origin_;
};

}  // namespace

LoadResult<Document> load_yaml_piece(std::string_view file, const YamlPieces::Piece& piece,
                                     const Limits& limits) {
  if (piece.bad_separator) {
    return refused("only a comment may follow --- on its line", *piece.bad_separator);
  }
  return load_document(file, piece.source, limits);
}

YamlStream load_yaml(std::string_view text, const Limits& limits) {
  YamlStream stream;
  if (text.size() > limits.bytes) {
    stream.documents.push_back({refused("the text is too large", {1, 1}), {}});
    return stream;
  }
  stream.skipped = each_document(text, {}, limits, [&stream](YamlDocument document) {
    stream.documents.push_back(std::move(document));
  });
  return stream;
}

std::size_t each_document(std::string_view text, const Origin& origin, const Limits& limits,
                          const std::function<void(YamlDocument)>& take) {
  return Loader(text, origin, limits, take).load();
}

LoadResult<Document> load_document(std::string_view text, const DocumentSource& source,
                                   const Limits& limits) {
  if (!source.json) {
    std::string buffer;
    return read_yaml(normalized_text(text, source, buffer), source, limits);
  }
  auto document = load_json(text.substr(source.offset, source.length), limits);
  if (!document) {
    document.error().position = start_of(source);
  }
  return document;
}

}  // namespace postern::kube
