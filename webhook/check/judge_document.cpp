#include "check/judge_document.h"

#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "check/excerpt.h"
#include "engine/judge.h"
#include "kube/locate.h"

namespace postern::check {
namespace {

// Where helm's printed release holds what a finding is about: what the user supplied is `config`.
kube::FieldPath written_path(const kube::FieldPath& path, const kube::Object& object) {
  std::vector<kube::PathStep> steps = path.steps();
  if (std::holds_alternative<kube::PrintedRelease>(object.view) && !steps.empty() &&
      steps.front().name == "values") {
    steps.front().name = "config";
  }
  return kube::FieldPath(std::move(steps));
}

class Judge {
 public:
  Judge(const Source& source, const kube::World& world, const Settings& settings)
      : source_(source), world_(world), settings_(settings) {}

  void take(const Item& item) {
    Result<kube::Object> object =
        item.type ? kube::read_object(*item.type, item.object) : kube::read_object(item.object);
    if (!object) {
      const kube::Place place = place_of(item.path);
      judged_.faults.push_back({.file = std::string(source_.file),
                                .line = place.position.line,
                                .column = place.position.column,
                                .reason = object.error().message});
      return;
    }
    kube::Meta& meta = object->meta;
    meta.name_space = meta.name_space.empty() ? item.name_space : meta.name_space;
    meta.name_space = meta.name_space.empty() ? settings_.name_space : meta.name_space;
    if (!std::holds_alternative<kube::Unregistered>(object->view)) {
      judge(*object, item);
    }
    judged_.objects.push_back(*std::move(object));
  }

  [[nodiscard]] Judged finish() { return std::move(judged_); }

 private:
  void judge(const kube::Object& object, const Item& item) {
    const rules::Context context{world_, settings_.policy, settings_.now};
    const engine::Request request{.operation = item.operation,
                                  .name_space = object.meta.name_space,
                                  .name = item.name,
                                  .user = item.user,
                                  .groups = item.groups};
    engine::Verdict verdict = engine::judge(object, item.before, context, request);
    for (auto* list : {&verdict.denials, &verdict.warnings, &verdict.recorded}) {
      for (rules::Finding& finding : *list) {
        add(std::move(finding), {}, object, item);
      }
    }
    for (engine::Excepted& excepted : verdict.excepted) {
      add(std::move(excepted.finding), std::move(excepted.exception), object, item);
    }
  }

  void add(rules::Finding finding, std::string exception, const kube::Object& object,
           const Item& item) {
    const kube::Place place = place_of(written_path(finding.path, object).under(item.path));
    const kube::Meta& meta = object.meta;
    judged_.findings.push_back({.finding = std::move(finding),
                                .kind = Name(meta.kind),
                                .name_space = Name(meta.name_space),
                                .name = Name(meta.name.empty() ? meta.generate_name : meta.name),
                                .file = std::string(source_.file),
                                .line = place.position.line,
                                .column = place.position.column,
                                .exception = std::move(exception),
                                .excerpt = excerpt_at(place, *places_, source_.document.json)});
  }

  // Most documents have no finding: their places are never read.
  kube::Place place_of(const kube::FieldPath& path) {
    if (!places_) {
      places_ = std::make_unique<kube::Places>(source_.text, source_.document, settings_.limits);
    }
    const kube::Origin& origin = source_.document.origin;
    return places_->find(path.steps())
        .value_or(kube::Place{.position = {origin.first_line, origin.first_column}});
  }

  const Source& source_;
  const kube::World& world_;
  const Settings& settings_;
  std::unique_ptr<kube::Places> places_;
  Judged judged_;
};

}  // namespace

Judged judge_document(const std::vector<Item>& items, const Source& source,
                      const kube::World& world, const Settings& settings) {
  Judge judge(source, world, settings);
  for (const Item& item : items) {
    judge.take(item);
  }
  return judge.finish();
}

}  // namespace postern::check
