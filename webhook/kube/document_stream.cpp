#include "kube/document_stream.h"

namespace postern::kube {
namespace {

constexpr std::string_view kSeparator = "---";

std::size_t line_length(std::string_view text) {
  const std::size_t end = text.find('\n');
  return end == std::string_view::npos ? text.size() : end + 1;
}

// Spaces as Go's strings.TrimSpace sees them, as far as ASCII goes: others are refused.
bool separator_is_clean(std::string_view line) {
  line.remove_prefix(kSeparator.size());
  const std::size_t at = line.find_first_not_of(" \t\r\n\v\f");
  return at == std::string_view::npos || line[at] == '#';
}

}  // namespace

std::string_view YamlPieces::line() const {
  const std::string_view rest = file_.substr(offset_);
  return rest.substr(0, line_length(rest));
}

void YamlPieces::skip(std::size_t bytes) {
  offset_ += bytes;
  origin_ = {origin_.first_line + 1, 1};
}

std::optional<YamlPieces::Piece> YamlPieces::next() {
  if (offset_ >= file_.size()) {
    return std::nullopt;
  }
  if (line().starts_with(kSeparator) && separator_is_clean(line())) {
    skip(line().size());
  }
  Piece piece{{offset_, 0, origin_, false}, std::nullopt};
  while (offset_ < file_.size()) {
    if (line().starts_with(kSeparator)) {
      if (separator_is_clean(line())) {
        break;
      }
      piece.bad_separator = Position{origin_.first_line, origin_.first_column};
    }
    skip(line().size());
  }
  piece.source.length = offset_ - piece.source.offset;
  return piece;
}

std::string_view normalized_text(std::string_view file, const DocumentSource& source,
                                 std::string& buffer) {
  std::string_view text = file.substr(source.offset, source.length);
  const bool has_carriage_return = text.find('\r') != std::string_view::npos;
  if (!has_carriage_return && (text.empty() || text.back() == '\n')) {
    return text;
  }
  buffer.clear();
  buffer.reserve(text.size() + 1);
  while (!text.empty()) {
    std::string_view line = text.substr(0, line_length(text));
    text.remove_prefix(line.size());
    if (line.ends_with("\r\n")) {
      line.remove_suffix(2);
    } else if (line.ends_with('\n')) {
      line.remove_suffix(1);
    }
    buffer += line;
    buffer += '\n';
  }
  return buffer;
}

std::size_t separator_from(std::string_view text, std::size_t from, bool ends) {
  std::size_t at = from == 0 ? 0 : text.find("\n---", from - 1);
  while (at < text.size()) {
    at += text[at] == '\n' ? 1U : 0U;
    const std::string_view line = text.substr(at, line_length(text.substr(at)));
    if (!line.ends_with('\n') && !ends) {
      return std::string_view::npos;
    }
    if (line.starts_with(kSeparator) && separator_is_clean(line)) {
      return at;
    }
    at = text.find("\n---", at);
  }
  return std::string_view::npos;
}

}  // namespace postern::kube
