#include "kube/secret_view.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "kube/base64.h"

namespace postern::kube {
namespace {

enum class Encoding : unsigned char { kBase64, kPlain };

std::optional<Sealed<std::string>> decode(std::string_view text, Encoding encoding) {
  if (encoding == Encoding::kPlain) {
    return Sealed(std::string(text));
  }
  std::optional<std::string> bytes = decode_base64(text);
  return bytes ? std::optional(Sealed(*std::move(bytes))) : std::nullopt;
}

const Entry* find_in(const std::vector<Entry>& entries, std::string_view key) {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &*found;
}

// A key of stringData replaces the one of data (core/v1 defaulting, convertSecretStringData).
void fold(std::vector<Entry> replacements, std::vector<Entry>& entries) {
  std::unordered_set<std::string_view> replaced;
  for (const Entry& entry : replacements) {
    replaced.insert(entry.key);
  }
  std::erase_if(entries, [&](const Entry& entry) { return replaced.contains(entry.key); });
  std::ranges::move(replacements, std::back_inserter(entries));
}

std::vector<Entry> read_values(const JsonObject& root, std::string_view field, Encoding encoding,
                               Reader& reader) {
  std::vector<Entry> entries;
  reader.each_entry(root, field, [&](std::string_view key, const Json& value) {
    const Reader::Scope scope = reader.enter_key(key);
    const std::string_view text = reader.text(value);
    entries.push_back({.key = key, .field = field, .value = decode(text, encoding)});
  });
  return entries;
}

}  // namespace

const Entry* SecretView::find(std::string_view key) const { return find_in(entries, key); }
const Entry* ConfigMapView::find(std::string_view key) const { return find_in(entries, key); }

SecretView read_secret(const JsonObject& root, Reader& reader) {
  SecretView view;
  view.type = reader.text(root, "type");
  view.entries = read_values(root, "data", Encoding::kBase64, reader);
  fold(read_values(root, "stringData", Encoding::kPlain, reader), view.entries);
  return view;
}

ConfigMapView read_config_map(const JsonObject& root, Reader& reader) {
  ConfigMapView view;
  view.entries = read_values(root, "data", Encoding::kPlain, reader);
  std::ranges::move(read_values(root, "binaryData", Encoding::kBase64, reader),
                    std::back_inserter(view.entries));
  return view;
}

}  // namespace postern::kube
