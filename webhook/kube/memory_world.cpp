#include "kube/memory_world.h"

#include <utility>

#include "dsn/recognise.h"
#include "kube/workload_facts.h"

namespace postern::kube {

struct MemoryWorld::Values {
  TextStore store;
  SecretView secret;
  ConfigMapView config_map;
};

struct MemoryWorld::Workload {
  TextStore store;
  WorkloadFacts facts;
};

namespace {

// A longer value is kept only when it is a connection string: certificates and binaries are not.
constexpr std::size_t kLongestKept = 1024;

bool is_kept(std::string_view value) {
  return value.size() <= kLongestKept ||
         (value.size() <= dsn::kMaximumLength && dsn::recognise(value).has_value());
}

// The payload of a Helm release: a later revision is compared with it.
bool is_release(std::string_view type, const Meta& meta) {
  return type == "helm.sh/release.v1" || (type.empty() && meta.label("owner") == "helm");
}

enum class Keep : bool { kShort, kAll };

std::vector<Entry> kept_entries(const std::vector<Entry>& entries, Keep keep, TextStore& store) {
  std::vector<Entry> kept;
  kept.reserve(entries.size());
  for (const Entry& entry : entries) {
    Entry copy{.key = store.keep(entry.key), .field = store.keep(entry.field)};
    if (entry.value && (keep == Keep::kAll || is_kept(entry.value->expose()))) {
      copy.value = entry.value;
    }
    kept.push_back(std::move(copy));
  }
  return kept;
}

// One entry for each object, however often the workload refers to it.
void index_uses(const WorkloadFacts& facts, SourceKind source,
                const std::function<std::string(std::string_view)>& key_of,
                std::map<std::string, std::vector<const WorkloadFacts*>>& index) {
  for (const Use& use : facts.uses) {
    if (use.source != source) {
      continue;
    }
    std::vector<const WorkloadFacts*>& users = index[key_of(use.object)];
    if (users.empty() || users.back() != &facts) {
      users.push_back(&facts);
    }
  }
}

void visit_all(const std::map<std::string, std::vector<const WorkloadFacts*>>& index,
               const std::string& key, const std::function<void(const WorkloadFacts&)>& visit) {
  const auto found = index.find(key);
  if (found == index.end()) {
    return;
  }
  for (const WorkloadFacts* facts : found->second) {
    visit(*facts);
  }
}

}  // namespace

MemoryWorld::MemoryWorld(std::string_view default_namespace, Extent extent, const World* beyond)
    : default_namespace_(default_namespace), extent_(extent), beyond_(beyond) {}

MemoryWorld::~MemoryWorld() = default;

// A namespace and a name hold no slash.
std::string MemoryWorld::key_of(std::string_view name_space, std::string_view name) const {
  std::string key(name_space.empty() ? std::string_view(default_namespace_) : name_space);
  key += '/';
  key += name;
  return key;
}

void MemoryWorld::add(const Object& object) {
  const std::string key = key_of(object.meta.name_space, object.meta.name);
  if (const auto* secret = std::get_if<SecretView>(&object.view)) {
    auto values = std::make_unique<Values>();
    values->secret.type = values->store.keep(secret->type);
    const Keep keep = is_release(secret->type, object.meta) ? Keep::kAll : Keep::kShort;
    values->secret.entries = kept_entries(secret->entries, keep, values->store);
    secrets_[key] = std::move(values);
  } else if (const auto* config_map = std::get_if<ConfigMapView>(&object.view)) {
    auto values = std::make_unique<Values>();
    const Keep keep = is_release({}, object.meta) ? Keep::kAll : Keep::kShort;
    values->config_map.entries = kept_entries(config_map->entries, keep, values->store);
    config_maps_[key] = std::move(values);
  } else if (const auto* workload = std::get_if<WorkloadView>(&object.view)) {
    add_workload(*workload, object.meta);
  }
}

void MemoryWorld::add_workload(const WorkloadView& workload, const Meta& meta) {
  auto kept = std::make_unique<Workload>();
  kept->facts = facts_of(workload, meta, kept->store);
  const WorkloadFacts& facts = kept->facts;
  const auto key = [&](std::string_view name) { return key_of(facts.meta.name_space, name); };
  by_namespace_[key("")].push_back(&facts);
  index_uses(facts, SourceKind::kSecret, key, secret_users_);
  index_uses(facts, SourceKind::kConfigMap, key, config_map_users_);
  workloads_.push_back(std::move(kept));
}

SecretLookup MemoryWorld::secret(std::string_view name_space, std::string_view name) const {
  const auto found = secrets_.find(key_of(name_space, name));
  if (found != secrets_.end()) {
    return &found->second->secret;
  }
  if (beyond_ != nullptr) {
    return beyond_->secret(name_space, name);
  }
  return complete() ? SecretLookup(Absent{}) : SecretLookup(Unknown{});
}

ConfigMapLookup MemoryWorld::config_map(std::string_view name_space, std::string_view name) const {
  const auto found = config_maps_.find(key_of(name_space, name));
  if (found != config_maps_.end()) {
    return &found->second->config_map;
  }
  if (beyond_ != nullptr) {
    return beyond_->config_map(name_space, name);
  }
  return complete() ? ConfigMapLookup(Absent{}) : ConfigMapLookup(Unknown{});
}

void MemoryWorld::each_user(std::string_view name_space, SourceKind source, std::string_view name,
                            const std::function<void(const WorkloadFacts&)>& visit) const {
  visit_all(source == SourceKind::kSecret ? secret_users_ : config_map_users_,
            key_of(name_space, name), visit);
  if (beyond_ != nullptr) {
    beyond_->each_user(name_space, source, name, visit);
  }
}

void MemoryWorld::each_workload(std::string_view name_space,
                                const std::function<void(const WorkloadFacts&)>& visit) const {
  visit_all(by_namespace_, key_of(name_space, ""), visit);
  if (beyond_ != nullptr) {
    beyond_->each_workload(name_space, visit);
  }
}

}  // namespace postern::kube
