// What every object has: its kind, its name, its labels and annotations.
// Guarantees that absent and null read alike, as empty text.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/sealed.h"
#include "base/speakable.h"
#include "kube/json.h"

namespace postern::kube {

/// An API group without its version ("apps", "" for core) and a kind.
struct GroupKind {
  std::string_view group;
  std::string_view kind;
  friend bool operator==(const GroupKind&, const GroupKind&) = default;
};

/// One label. Labels are public by nature, but their text is only ever compared.
struct Label {
  std::string_view key;
  std::string_view value;
};

/// One annotation; annotations repeat whole objects (last-applied-configuration), so it is sealed.
struct Annotation {
  std::string_view key;
  Sealed<std::string_view> value;
};

struct Meta {
  std::string_view kind;
  std::string_view name_space;
  std::string_view name;
  std::string_view generate_name;
  bool terminating = false;  // metadata.deletionTimestamp is set
  std::vector<Label> labels;
  std::vector<Annotation> annotations;

  /// The value of a label, or "" when it is absent.
  [[nodiscard]] std::string_view label(std::string_view key) const;
  [[nodiscard]] const Annotation* annotation(std::string_view key) const;
};

/// Reads the `metadata` field of `root`, at which the reader stands.
[[nodiscard]] Meta read_meta(const JsonObject& root, Reader& reader);

}  // namespace postern::kube
