// The payload of a stored release: from the text that Helm's storage driver wrote to its JSON.
// Guarantees JSON text within the limits, or a reason that quotes nothing.
#pragma once

#include <string_view>

#include "helm/inflate.h"
#include "helm/limits.h"

namespace postern::helm {

/// Decodes base64(gzip(JSON)), base64(JSON) or plain JSON, which is what stands in a Secret once
/// `data` is decoded, and in a ConfigMap as it is (helm, pkg/storage/driver, decodeRelease).
[[nodiscard]] DecodeResult<PaddedText> decode_payload(std::string_view text, const Limits& limits);

}  // namespace postern::helm
