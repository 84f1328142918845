// The connection strings of an object, wherever they stand, parsed once for all rules.
// Guarantees that each has the path of the field that holds it, and that its text is sealed.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/sealed.h"
#include "dsn/dsn.h"
#include "kube/object.h"

namespace postern::kube {

enum class Place : std::uint8_t { kSecret, kConfigMap, kVariable, kArgument, kAnnotation };

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
  }
  return "Secret";
}

struct ConnectionString {
  Place place = Place::kSecret;
  std::string_view name;   // the key, variable or annotation that holds it; empty for an argument
  bool declared = false;   // the key is declared by an application's contract
  FieldPath path;
  Sealed<std::string_view> value;  // the whole value as written
  dsn::Dsn dsn;                    // of the value without surrounding blanks and quotes
};


/// Every connection string of the object, in document order. The result refers to the object.
[[nodiscard]] std::vector<ConnectionString> connection_strings(
    const Object& object, const std::vector<std::string_view>& declared_keys);

}  // namespace postern::kube
