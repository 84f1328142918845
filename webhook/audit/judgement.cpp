#include "audit/judgement.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "audit/collections.h"
#include "audit/object_world.h"
#include "engine/judge.h"
#include "rules/rule.h"

namespace postern::audit {
namespace {

// The name of an object that cannot be read.
kube::Meta meta_of(const kube::Json& item) {
  kube::JsonObject object;
  if (item.get(object) != simdjson::SUCCESS) {
    return {};
  }
  kube::Reader reader;
  return kube::read_meta(object, reader);
}

// The place in the pod, wherever the kind keeps its pod template.
std::string place_in_pod(const kube::FieldPath& path, const kube::Object& object) {
  const auto* workload = std::get_if<kube::WorkloadView>(&object.view);
  const std::vector<kube::PathStep>& steps = path.steps();
  if (workload == nullptr) {
    return path.identity();
  }
  const std::vector<kube::PathStep>& way = workload->pod.path.steps();
  if (steps.size() < way.size() || !std::equal(way.begin(), way.end(), steps.begin())) {
    return path.identity();
  }
  const auto rest = steps.begin() + static_cast<std::ptrdiff_t>(way.size());
  return kube::FieldPath({rest, steps.end()}).identity();
}

// A fault as the family of its object knows it: by rule and place in the pod.
std::uint64_t fault_of(const rules::Finding& finding, const kube::Object& object,
                       std::uint64_t root) {
  const rules::Fingerprint fault = rules::extended({root}, finding.rule->id.view());
  return rules::extended(fault, place_in_pod(finding.path, object)).value;
}

report::LocatedFinding located(rules::Finding finding, std::string exception,
                               const kube::Meta& meta) {
  return {.finding = std::move(finding),
          .kind = Name(meta.kind),
          .name_space = Name(meta.name_space),
          .name = Name(meta.name),
          .file = {},
          .exception = std::move(exception)};
}

}  // namespace

void Judgement::take(const Listing& listing, const kube::Json& item) {
  Results& results = results_.at(listing);
  const Collection& collection = kCollections.at(listing.first);
  const Result<kube::Object> object = kube::read_object(collection.type, item);
  if (!object) {
    const kube::Meta meta = meta_of(item);
    results.faults.push_back(
        {.reason = say("{} {}/{} cannot be judged: {}", Name(collection.type.kind),
                       Name(meta.name_space), Name(meta.name), object.error().message)});
    return;
  }
  const Traits traits = traits_of(item);
  if (object->meta.terminating || is_history(*object, traits)) {
    return;
  }
  ++results.objects;
  judge(*object, traits, listing.first, results);
}

bool Judgement::is_history(const kube::Object& object, const Traits& traits) const {
  const auto* workload = std::get_if<kube::WorkloadView>(&object.view);
  return workload != nullptr && object.type == kube::GroupKind{"apps", "ReplicaSet"} &&
         workload->replicas == 0 && snapshot_.root_of(traits) != traits.uid;
}

void Judgement::judge(const kube::Object& object, const Traits& traits, std::size_t collection,
                      Results& results) {
  const auto age =
      snapshot_.knows(object, traits) ? ObjectWorld::Age::kOfSnapshot : ObjectWorld::Age::kNewer;
  const ObjectWorld world(snapshot_, lookup_, age,
                          {.end = net::Clock::now() + settings_.patience,
                           .each = settings_.patience,
                           .keep = std::chrono::seconds(0)});
  const rules::Context context{world, settings_.policy, settings_.now};
  const engine::Request request{.operation = engine::Operation::kCreate,
                                .name_space = object.meta.name_space};
  engine::Verdict verdict = engine::judge(object, std::nullopt, context, request);
  const std::uint64_t root = snapshot_.root_of(traits);
  const bool is_root = root == traits.uid;
  if (verdict.clean() && is_root) {
    results.sound.push_back({.collection = collection,
                             .name_space = std::string(object.meta.name_space),
                             .name = std::string(object.meta.name)});
  }
  std::vector<std::uint64_t> faults;
  const auto add = [&](rules::Finding finding, std::string exception) {
    faults.push_back(fault_of(finding, object, root));
    if (is_root || !is_told(faults.back())) {
      results.findings.push_back(located(std::move(finding), std::move(exception), object.meta));
    }
  };
  for (auto* list : {&verdict.denials, &verdict.warnings, &verdict.recorded}) {
    for (rules::Finding& finding : *list) {
      add(std::move(finding), {});
    }
  }
  for (engine::Excepted& excepted : verdict.excepted) {
    add(std::move(excepted.finding), std::move(excepted.exception));
  }
  // Only now: an object may well have two findings of one rule at one place.
  results.told.insert(faults.begin(), faults.end());
}

bool Judgement::is_told(std::uint64_t fault) const {
  return std::ranges::any_of(
      results_, [fault](const auto& entry) { return entry.second.told.contains(fault); });
}

}  // namespace postern::audit
