#include "rules/ca_value.h"

#include <algorithm>

#include "rules/ca_key.h"

namespace postern::rules {
namespace {

/// An object with values, whether it is a Secret or a ConfigMap.
struct Holder {
  const kube::Meta& meta;
  const std::vector<kube::Entry>& entries;
  std::string_view type;  // of a Secret
  kube::SourceKind kind;
};

std::string_view name_of(const kube::Meta& meta) {
  return meta.name.empty() ? meta.generate_name : meta.name;
}

bool holds_connection(const Holder& holder, const std::vector<kube::ConnectionString>& strings) {
  return kube::holds_libpq_environment(holder.entries) ||
         std::ranges::any_of(strings, [](const kube::ConnectionString& found) {
           return found.place == kube::Place::kSecret || found.place == kube::Place::kConfigMap;
         });
}

// cert-manager leaves ca.crt empty in a kubernetes.io/tls Secret when the issuer has no CA to give.
bool is_left_empty(const kube::Entry& entry, const Holder& holder) {
  return holder.type == "kubernetes.io/tls" && entry.value->expose().empty();
}

std::vector<CaValue> values_in(const Holder& holder,
                               const std::vector<kube::ConnectionString>& strings,
                               const Context& context) {
  std::vector<CaValue> values;
  if (std::ranges::none_of(holder.entries, is_ca_key, &kube::Entry::key)) {
    return values;
  }
  const bool all =
      holds_connection(holder, strings) || is_known_ca_object(holder.meta, holder.kind, context);
  for (const kube::Entry& entry : holder.entries) {
    if (!entry.value || !is_ca_key(entry.key) || is_left_empty(entry, holder)) {
      continue;
    }
    if (all || names_database(name_of(holder.meta), entry.key)) {
      values.push_back({.key = entry.key,
                        .path = entry.path(),
                        .bundle = x509::read_ca_bundle(entry.value->expose())});
    }
  }
  return values;
}

}  // namespace

std::vector<CaValue> ca_values(const kube::Object& object,
                               const std::vector<kube::ConnectionString>& strings,
                               const Context& context) {
  if (const auto* secret = std::get_if<kube::SecretView>(&object.view)) {
    return kube::is_application_secret(secret->type)
               ? values_in({object.meta, secret->entries, secret->type, kube::SourceKind::kSecret},
                           strings, context)
               : std::vector<CaValue>{};
  }
  if (const auto* config = std::get_if<kube::ConfigMapView>(&object.view)) {
    return values_in({object.meta, config->entries, {}, kube::SourceKind::kConfigMap}, strings,
                     context);
  }
  return {};
}

}  // namespace postern::rules
