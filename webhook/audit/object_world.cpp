#include "audit/object_world.h"

#include <variant>

namespace postern::audit {

kube::SecretLookup ObjectWorld::secret(std::string_view name_space, std::string_view name) const {
  if (snapshot_.is_withheld(kube::SourceKind::kSecret, name_space, name)) {
    const kube::SecretLookup whole = cluster_.secret(name_space, name);
    if (std::holds_alternative<const kube::SecretView*>(whole)) {
      return whole;
    }
  }
  return of_age(snapshot_.secret(name_space, name));
}

kube::ConfigMapLookup ObjectWorld::config_map(std::string_view name_space,
                                              std::string_view name) const {
  if (snapshot_.is_withheld(kube::SourceKind::kConfigMap, name_space, name)) {
    const kube::ConfigMapLookup whole = cluster_.config_map(name_space, name);
    if (std::holds_alternative<const kube::ConfigMapView*>(whole)) {
      return whole;
    }
  }
  return of_age(snapshot_.config_map(name_space, name));
}

}  // namespace postern::audit
