#include "helm/payload.h"

#include <cstring>
#include <optional>
#include <string>

#include "kube/base64.h"

namespace postern::helm {
namespace {

DecodeResult<PaddedText> copied(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return too_large("the payload is larger than the limit");
  }
  PaddedText copy(text.size());
  std::memcpy(copy.data(), text.data(), text.size());
  copy.end_at(text.size());
  return copy;
}

bool begins_an_object(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

}  // namespace

DecodeResult<PaddedText> decode_payload(std::string_view text, const Limits& limits) {
  if (text.empty()) {
    return undecodable("there is no payload");
  }
  if (begins_an_object(text)) {
    return copied(text, limits);
  }
  const std::optional<std::string> bytes = kube::decode_base64(text);
  if (!bytes) {
    return undecodable("the payload is not base64");
  }
  if (!is_gzip(*bytes)) {
    return copied(*bytes, limits);
  }
  DecodeResult<PaddedText> json = inflate(*bytes, limits.bytes);
  if (json && is_gzip(json->view())) {
    return undecodable("the payload is compressed twice");
  }
  return json;
}

}  // namespace postern::helm
