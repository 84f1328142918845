#include "audit/snapshot.h"

#include <algorithm>
#include <optional>
#include <variant>

#include "audit/collections.h"
#include "helm/stored_release.h"

namespace postern::audit {
namespace {

using kube::SourceKind;

std::string key_of(std::string_view name_space, std::string_view name) {
  return std::string(name_space).append("/").append(name);
}

std::optional<SourceKind> source_of(const kube::Object& object) {
  if (std::holds_alternative<kube::SecretView>(object.view)) {
    return SourceKind::kSecret;
  }
  if (std::holds_alternative<kube::ConfigMapView>(object.view)) {
    return SourceKind::kConfigMap;
  }
  return std::nullopt;
}

kube::Object without_values(const kube::Object& object) {
  kube::Object bare{.type = object.type, .meta = object.meta, .view = {}};
  const auto keys_of = [](const std::vector<kube::Entry>& entries) {
    std::vector<kube::Entry> keys;
    keys.reserve(entries.size());
    for (const kube::Entry& entry : entries) {
      keys.push_back({.key = entry.key, .field = entry.field, .value = std::nullopt});
    }
    return keys;
  };
  if (const auto* secret = std::get_if<kube::SecretView>(&object.view)) {
    bare.view = kube::SecretView{.type = secret->type, .entries = keys_of(secret->entries)};
  } else if (const auto* map = std::get_if<kube::ConfigMapView>(&object.view)) {
    kube::ConfigMapView view;
    view.entries = keys_of(map->entries);
    bare.view = std::move(view);
  }
  return bare;
}

}  // namespace

void Snapshot::begin(const Listing& listing) { parts_[listing] = std::make_unique<Part>(); }

void Snapshot::finish(const Listing& listing) { parts_.at(listing)->complete = true; }

void Snapshot::add(const Listing& listing, const kube::Object& object, const Traits& traits) {
  Part& part = *parts_.at(listing);
  if (const std::optional<SourceKind> source = source_of(object)) {
    add_source(part, *source, object, traits);
    return;
  }
  part.contents[key_of(object.meta.name_space, object.meta.name)] = traits.content;
  if (traits.uid != 0) {
    part.controllers[traits.uid] = traits.owner;
  }
  // What a controller makes repeats the controller's template, or an older one: neither counts as
  // another user.
  if (traits.owner == 0 || controller_of(traits.owner) == nullptr) {
    part.world.add(object);
  }
}

void Snapshot::add_source(Part& part, SourceKind source, const kube::Object& object,
                          const Traits& traits) {
  const bool is_release = helm::is_stored_release(object);
  if (!is_release && is_used(object, source)) {
    part.world.add(object);
    return;
  }
  const std::string key = key_of(object.meta.name_space, object.meta.name);
  if (is_release) {
    part.contents[key] = traits.content;
  }
  part.withheld.insert(key);
  part.world.add(without_values(object));
}

bool Snapshot::is_used(const kube::Object& object, SourceKind source) const {
  bool used = false;
  each_user(object.meta.name_space, source, object.meta.name,
            [&used](const kube::WorkloadFacts&) { used = true; });
  return used;
}

// The listing of the namespace, else the one of all of them.
const Snapshot::Part* Snapshot::part_of(SourceKind source, std::string_view name_space) const {
  for (const auto& [listing, part] : parts_) {
    const bool covers = listing.second.empty() || listing.second == name_space;
    if (covers && kCollections.at(listing.first).type.kind == to_text(source).view()) {
      return part.get();
    }
  }
  return nullptr;
}

// What a part holds; in a listing that is complete, what it does not hold is absent.
template <typename Lookup, typename Find>
Lookup Snapshot::seen(SourceKind source, std::string_view name_space, const Find& find) const {
  const Part* part = part_of(source, name_space);
  if (part == nullptr) {
    return kube::Unknown{};
  }
  Lookup found = find(part->world);
  const bool absent = std::holds_alternative<kube::Unknown>(found) && part->complete;
  return absent ? Lookup(kube::Absent{}) : found;
}

kube::SecretLookup Snapshot::secret(std::string_view name_space, std::string_view name) const {
  return seen<kube::SecretLookup>(SourceKind::kSecret, name_space, [&](const kube::World& world) {
    return world.secret(name_space, name);
  });
}

kube::ConfigMapLookup Snapshot::config_map(std::string_view name_space,
                                           std::string_view name) const {
  return seen<kube::ConfigMapLookup>(
      SourceKind::kConfigMap, name_space,
      [&](const kube::World& world) { return world.config_map(name_space, name); });
}

bool Snapshot::complete() const {
  return !parts_.empty() &&
         std::ranges::all_of(parts_, [](const auto& entry) { return entry.second->complete; });
}

void Snapshot::each_user(std::string_view name_space, SourceKind source, std::string_view name,
                         const std::function<void(const kube::WorkloadFacts&)>& visit) const {
  for (const auto& [listing, part] : parts_) {
    part->world.each_user(name_space, source, name, visit);
  }
}

void Snapshot::each_workload(std::string_view name_space,
                             const std::function<void(const kube::WorkloadFacts&)>& visit) const {
  for (const auto& [listing, part] : parts_) {
    part->world.each_workload(name_space, visit);
  }
}

bool Snapshot::is_withheld(SourceKind source, std::string_view name_space,
                           std::string_view name) const {
  const Part* part = part_of(source, name_space);
  return part != nullptr && part->withheld.contains(key_of(name_space, name));
}

bool Snapshot::knows(const kube::Object& object, const Traits& traits) const {
  const std::string key = key_of(object.meta.name_space, object.meta.name);
  return std::ranges::any_of(parts_, [&](const auto& entry) {
    const auto& [listing, part] = entry;
    const auto found = part->contents.find(key);
    return kCollections.at(listing.first).type == object.type && found != part->contents.end() &&
           found->second == traits.content;
  });
}

const std::uint64_t* Snapshot::controller_of(std::uint64_t uid) const {
  for (const auto& [listing, part] : parts_) {
    if (const auto found = part->controllers.find(uid); found != part->controllers.end()) {
      return &found->second;
    }
  }
  return nullptr;
}

std::uint64_t Snapshot::root_of(const Traits& traits) const {
  // Deployment, ReplicaSet, Pod: a longer chain, or a ring, is no work of Kubernetes.
  constexpr int kMostGenerations = 4;
  std::uint64_t root = traits.uid;
  std::uint64_t owner = traits.owner;
  for (int i = 0; i < kMostGenerations && owner != 0; ++i) {
    const std::uint64_t* above = controller_of(owner);
    if (above == nullptr) {
      break;
    }
    root = owner;
    owner = *above;
  }
  return root;
}

}  // namespace postern::audit
