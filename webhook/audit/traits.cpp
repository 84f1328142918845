#include "audit/traits.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace postern::audit {
namespace {

std::uint64_t hash_of(std::string_view text) {
  return text.empty() ? 0 : std::hash<std::string_view>{}(text);
}

// A PodTemplate has its template where others have a spec, a Helm release its payload in data.
std::uint64_t content_of(const kube::JsonObject& object) {
  for (const std::string_view field : {"spec", "template", "data"}) {
    if (const std::optional<kube::Json> part = kube::Reader::field(object, field)) {
      return hash_of(simdjson::minify(*part));
    }
  }
  return 0;
}

}  // namespace

Traits traits_of(const kube::Json& item) {
  Traits traits;
  kube::JsonObject object;
  if (item.get(object) != simdjson::SUCCESS) {
    return traits;
  }
  kube::Reader reader;
  traits.content = content_of(object);
  const std::optional<kube::JsonObject> metadata = reader.object(object, "metadata");
  if (!metadata) {
    return traits;
  }
  traits.uid = hash_of(reader.text(*metadata, "uid"));
  reader.each_object(*metadata, "ownerReferences", [&](const kube::JsonObject& owner, std::size_t) {
    // At most one is the controller (apimachinery, ValidateOwnerReferences).
    if (reader.boolean(owner, "controller")) {
      traits.owner = hash_of(reader.text(owner, "uid"));
    }
  });
  return traits;
}

}  // namespace postern::audit
