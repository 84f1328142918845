// A Secret or a ConfigMap as rules see it: every value once, decoded and sealed, with its path.
// Guarantees that stringData has replaced data of the same key, as the API server folds it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sealed.h"
#include "kube/field_path.h"
#include "kube/json.h"

namespace postern::kube {

/// One value. `field` is "data", "stringData" or "binaryData": where it was written.
struct Entry {
  std::string_view key;
  std::string_view field;
  /// The bytes a pod would see; nothing when `data` is not base64.
  std::optional<Sealed<std::string>> value;

  [[nodiscard]] FieldPath path() const { return FieldPath().child(field).key(key); }
};

struct SecretView {
  std::string_view type;
  std::vector<Entry> entries;

  [[nodiscard]] const Entry* find(std::string_view key) const;
};

struct ConfigMapView {
  std::vector<Entry> entries;

  [[nodiscard]] const Entry* find(std::string_view key) const;
};

[[nodiscard]] SecretView read_secret(const JsonObject& root, Reader& reader);
[[nodiscard]] ConfigMapView read_config_map(const JsonObject& root, Reader& reader);

}  // namespace postern::kube
