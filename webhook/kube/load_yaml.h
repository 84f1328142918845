// Reads a file of manifests, YAML or JSON, as kubectl reads it.
// Guarantees for each document kubectl's value or a refusal with reason, line and column.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "kube/document.h"
#include "kube/document_stream.h"

namespace postern::kube {

struct YamlDocument {
  LoadResult<Document> document;
  DocumentSource source;
};

struct YamlStream {
  std::vector<YamlDocument> documents;
  std::size_t skipped = 0;  ///< documents that are empty or null
};

/// Reads every document of a text; one that cannot be read does not hide the others. A text whose
/// first character is `{` is read as JSON values one behind the other and, from where that ends,
/// as YAML (k8s.io/apimachinery, util/yaml, YAMLOrJSONDecoder). Stricter than kubectl about what
/// tests/conformance/yaml/README.md lists, duplicate keys and invalid UTF-8 first of all.
[[nodiscard]] YamlStream load_yaml(std::string_view text, const Limits& limits = {});

/// Reads the document of `file` that YamlPieces found; null for one that is empty.
[[nodiscard]] LoadResult<Document> load_yaml_piece(std::string_view file,
                                                   const YamlPieces::Piece& piece,
                                                   const Limits& limits = {});

/// As load_yaml, but hands over one document at a time, and the limit on bytes is one on each
/// document. `text` may be a part of a file: from its start up to a line that separates documents
/// (separator_from), or from such a line on; `origin` is where the part begins. Returns how
/// many documents were empty or null.
std::size_t each_document(std::string_view text, const Origin& origin, const Limits& limits,
                          const std::function<void(YamlDocument)>& take);

/// Reads one document again of the text in which it was found.
[[nodiscard]] LoadResult<Document> load_document(std::string_view text,
                                                 const DocumentSource& source,
                                                 const Limits& limits = {});

}  // namespace postern::kube
