// Reads JSON text into a simdjson DOM, strictly.
// Guarantees that size, depth, UTF-8, duplicate keys and trailing text are checked, and no quoting.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <string_view>

#include "kube/document.h"
#include "kube/duplicate_keys.h"

namespace postern::kube {

/// How many bytes behind a text the parser may read (never write); see JsonReader::read_padded.
inline constexpr std::size_t kJsonPadding = simdjson::SIMDJSON_PADDING;

/// Reads one JSON document that lives on its own. Fails when the text is no JSON (RFC 8259, UTF-8
/// without byte order mark), has anything behind its value, has an integer beyond 64 bits, repeats
/// a key, or exceeds `limits`. The error's position is not known.
[[nodiscard]] LoadResult<Document> load_json(std::string_view text, const Limits& limits = {});

/// As load_json, without a copy: kJsonPadding bytes behind `text` must be readable.
[[nodiscard]] LoadResult<Document> load_padded_json(std::string_view text,
                                                    const Limits& limits = {});

/// The reader of the admission path: keeps its buffers, so that a request allocates nothing once
/// they have grown to the usual size. One thread at a time.
class JsonReader {
 public:
  explicit JsonReader(const Limits& limits);

  /// As load_json; the element is valid until the next call on this reader.
  [[nodiscard]] LoadResult<simdjson::dom::element> read(std::string_view text);

  /// As read, without a copy: kJsonPadding bytes behind `text` must be readable.
  [[nodiscard]] LoadResult<simdjson::dom::element> read_padded(std::string_view text);

  /// Gives memory back after an unusually large text (beyond kKeptBytes); ends every element.
  /// Reading does so by itself, but only at the next text.
  void release_excess();

  /// The text size up to which buffers are kept; a parser needs some 15 times as much memory.
  static constexpr std::size_t kKeptBytes = 1U << 20U;

 private:
  [[nodiscard]] LoadResult<simdjson::dom::element> parse(std::string_view text, bool copy);

  Limits limits_;
  simdjson::dom::parser parser_;
  DuplicateKeys duplicates_;
};

}  // namespace postern::kube
