// Base64 as Go's encoding/base64.StdEncoding reads it, which is how the API server decodes `data`.
// Guarantees nothing or the whole value: a bad character or bad padding yields no bytes at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::kube {

/// Decodes padded standard base64; CR and LF are skipped as Go does (decode.go, decodeQuantum).
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

/// Padded standard base64, in one line.
[[nodiscard]] std::string encode_base64(std::string_view bytes);

}  // namespace postern::kube
