// Cuts a file into the texts of its documents where kubectl does.
// Guarantees that a fault in one document does not move the edges of the others.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "kube/yaml_nodes.h"

namespace postern::kube {

/// Which part of a file a document is; what locate() needs to find a place in it again.
struct DocumentSource {
  std::size_t offset = 0;  ///< in bytes, into the file
  std::size_t length = 0;
  Origin origin;
  bool json = false;
};

/// The YAML documents of a text, one after the other. A line that begins with `---` ends one
/// (k8s.io/apimachinery, util/yaml, YAMLReader: before any YAML parser sees the text), and only a
/// comment may follow on that line.
class YamlPieces {
 public:
  YamlPieces(std::string_view file, std::size_t offset, Origin origin)
      : file_(file), offset_(offset), origin_(origin) {}

  struct Piece {
    DocumentSource source;
    /// A line in it that begins as a separator and goes on as something else: kubectl then refuses
    /// what stands before that line, too.
    std::optional<Position> bad_separator;
  };

  std::optional<Piece> next();

 private:
  [[nodiscard]] std::string_view line() const;
  void skip(std::size_t bytes);

  std::string_view file_;
  std::size_t offset_;
  Origin origin_;
};

/// The text of a YAML document as kubectl's line reader hands it to the parser: line ends are LF,
/// and the last line has one. `buffer` holds it when it is not simply a part of `file`.
[[nodiscard]] std::string_view normalized_text(std::string_view file, const DocumentSource& source,
                                               std::string& buffer);

/// Where `text` may be cut so that each part reads as it would in the whole: at the first line of
/// it, from the offset `from` on, that separates documents. npos when there is none, or when it
/// may go on behind the text (`ends` says that nothing does).
[[nodiscard]] std::size_t separator_from(std::string_view text, std::size_t from, bool ends);

}  // namespace postern::kube
