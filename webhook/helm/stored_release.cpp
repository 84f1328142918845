#include "helm/stored_release.h"

#include <fmt/format.h>

#include <variant>

namespace postern::helm {
namespace {

constexpr std::string_view kKey = "release";
constexpr std::string_view kType = "helm.sh/release.v1";
constexpr std::string_view kNamePrefix = "sh.helm.release.v1.";

}  // namespace

bool is_stored_release(const kube::Object& object) {
  if (const auto* secret = std::get_if<kube::SecretView>(&object.view)) {
    return secret->type == kType;
  }
  const auto* config_map = std::get_if<kube::ConfigMapView>(&object.view);
  return config_map != nullptr && config_map->find(kKey) != nullptr &&
         (object.meta.label("owner") == "helm" || object.meta.name.starts_with(kNamePrefix));
}

std::optional<Sealed<std::string_view>> payload_of(const kube::Object& object) {
  const kube::Entry* entry = nullptr;
  if (const auto* secret = std::get_if<kube::SecretView>(&object.view)) {
    entry = secret->find(kKey);
  } else if (const auto* config_map = std::get_if<kube::ConfigMapView>(&object.view)) {
    entry = config_map->find(kKey);
  }
  if (entry == nullptr || !entry->value) {
    return std::nullopt;
  }
  return Sealed(std::string_view(entry->value->expose()));
}

std::string stored_name(std::string_view release, std::int64_t version) {
  return fmt::format("{}{}.v{}", kNamePrefix, release, version);
}

}  // namespace postern::helm
