// Inflates a gzip stream into memory.
// Guarantees never to write more than the limit, and to use no memory beyond what it writes.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "helm/limits.h"

namespace postern::helm {

/// Text followed by as many readable bytes as the JSON parser wants (kube::kJsonPadding).
class PaddedText {
 public:
  /// Room for `capacity` bytes; the system backs what is written only.
  explicit PaddedText(std::size_t capacity);

  [[nodiscard]] char* data() { return bytes_.get(); }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }
  /// The text ends here; clears the padding behind it.
  void end_at(std::size_t size);

 private:
  std::unique_ptr<char[]> bytes_;  // NOLINT(modernize-avoid-c-arrays): uninitialised bytes
  std::size_t size_ = 0;
};

[[nodiscard]] bool is_gzip(std::string_view bytes);

/// Inflates every member of the stream, as Go's compress/gzip does. Fails when it is damaged, cut
/// short, followed by anything else, or larger than `maximum`.
[[nodiscard]] DecodeResult<PaddedText> inflate(std::string_view gzip, std::size_t maximum);

}  // namespace postern::helm
