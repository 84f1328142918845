// The objects that a release makes, read from its manifest and hooks before they exist.
// Guarantees bounded work for any text, and that one bad document does not hide the others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "helm/limits.h"
#include "helm/release.h"
#include "kube/document.h"
#include "kube/object.h"

namespace postern::helm {

/// One object of a kind that rules look at, or a Service.
struct ManifestObject {
  kube::Object object;
  std::string_view source;  // the template it was rendered from; empty when the text does not say
};

/// Where the object stands, for a finding: `manifest[Secret/db]`.
[[nodiscard]] kube::FieldPath manifest_path(const kube::Object& object);

/// A document that cannot be read, or whose object cannot.
struct UnreadableDocument {
  std::string_view source;
  Sentence reason;
};

struct Manifest {
  std::vector<kube::Document> documents;  // what the objects refer to
  std::vector<ManifestObject> objects;
  std::vector<UnreadableDocument> unreadable;
};

/// Reads manifest and hooks. Objects without a namespace get the release's. Documents of kinds that
/// no rule looks at are passed over unread. Fails beyond the limits.
[[nodiscard]] DecodeResult<Manifest> read_manifest(const Release& release, const Limits& limits);

}  // namespace postern::helm
