// The connection strings of an object, wherever they stand, parsed once for all rules.
// Guarantees that each has the path of the field that holds it, and that its text is sealed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/sealed.h"
#include "dsn/dsn.h"
#include "dsn/recognise.h"
#include "kube/composed_string.h"
#include "kube/object.h"

namespace postern::kube {

enum class Place : std::uint8_t { kSecret, kConfigMap, kVariable, kArgument, kAnnotation, kValues };

[[nodiscard]] constexpr Literal to_text(Place place) {
  switch (place) {
    case Place::kSecret:
      return "Secret";
    case Place::kConfigMap:
      return "ConfigMap";
    case Place::kVariable:
      return "environment variable";
    case Place::kArgument:
      return "argument";
    case Place::kAnnotation:
      return "annotation";
    case Place::kValues:
      return "Helm value";
  }
  return "Secret";
}

struct ConnectionString {
  Place place = Place::kSecret;
  std::string_view name;  // the key, variable or annotation that holds it; empty for an argument
  bool declared = false;  // the key is declared by an application's contract
  bool embedded = false;  // inside other text: it counts for leaked passwords and nothing else
  bool literal_password = false;  // written there, not a reference to something else
  /// Of a composed string: the key that decides, which is the refused one, else the mode's, else
  /// the host's.
  FieldPath path;
  Sealed<std::string_view> value;  // the whole value as written; composed: that of `path`
  dsn::Dsn dsn;                    // of the value without surrounding blanks and quotes
  Composition composition = Composition::kWhole;
  std::vector<Part> parts;  // of a composed string

  /// The field that holds a parameter: its own key in a composed string, else `path`.
  [[nodiscard]] FieldPath path_of(dsn::Key parameter) const;
};

/// More of them are not collected from one object: whoever finds that many has not seen all.
inline constexpr std::size_t kMostStrings = 4096;
[[nodiscard]] inline bool is_too_many(std::size_t strings) { return strings > kMostStrings; }

/// False for Secrets whose content is defined by Kubernetes or Helm, never by an application.
[[nodiscard]] bool is_application_secret(std::string_view type);

/// A URI inside other text; nothing when it has no literal password.
[[nodiscard]] std::optional<ConnectionString> embedded_string(Place place, std::string_view name,
                                                              std::string_view uri);

/// Every connection string in the values and annotations of the object, in document order; those in
/// the containers of a pod template are in PodFacts. The result refers to the object.
[[nodiscard]] std::vector<ConnectionString> connection_strings(
    const Object& object, const std::vector<std::string_view>& declared_keys);

/// As above, of a Secret's values alone, without the annotations.
[[nodiscard]] std::vector<ConnectionString> connection_strings(
    const SecretView& secret, const Meta& meta, const std::vector<std::string_view>& declared_keys);

/// Appends the connection strings with a literal password that stand inside other text: a shell
/// command, a configuration file. `path` is called for those only.
template <typename MakePath>
void add_embedded(Place place, std::string_view name, std::string_view text, const MakePath& path,
                  std::vector<ConnectionString>& found) {
  if (text.find("://") == std::string_view::npos) {
    return;
  }
  for (const std::string_view uri : dsn::embedded_uris(text)) {
    if (is_too_many(found.size())) {
      return;
    }
    if (std::optional<ConnectionString> string = embedded_string(place, name, uri)) {
      string->path = path();
      found.push_back(*std::move(string));
    }
  }
}

}  // namespace postern::kube
