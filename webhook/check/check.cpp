#include "check/check.h"

#include <utility>

#include "check/items.h"
#include "engine/judge.h"
#include "kube/load_yaml.h"
#include "kube/locate.h"

namespace postern::check {
namespace {

struct Place {
  const Input& input;
  const kube::DocumentSource& source;
};

kube::Position position_of(const Place& place, const kube::FieldPath& path) {
  const auto found = kube::locate(place.input.text, place.source, path.steps());
  return found.value_or(
      kube::Position{place.source.origin.first_line, place.source.origin.first_column});
}

report::LocatedFinding located(rules::Finding finding, const kube::Object& object, const Item& item,
                               const Place& place, const Settings& settings) {
  const kube::Position position = position_of(place, finding.path.under(item.path));
  const std::string_view name_space =
      object.meta.name_space.empty() ? settings.name_space : object.meta.name_space;
  const std::string_view name =
      object.meta.name.empty() ? object.meta.generate_name : object.meta.name;
  return {.finding = std::move(finding),
          .kind = Name(object.meta.kind),
          .name_space = Name(name_space),
          .name = Name(name),
          .file = place.input.name,
          .line = position.line,
          .column = position.column};
}

void check_item(const Item& item, const policy::Policy& policy, const Place& place,
                const Settings& settings, report::Run& run) {
  const Result<kube::Object> object = kube::read_object(item.object);
  if (!object) {
    const kube::Position position = position_of(place, item.path);
    run.faults.push_back({.file = place.input.name,
                          .line = position.line,
                          .column = position.column,
                          .reason = object.error().message});
    return;
  }
  ++run.objects;
  const kube::UnknownWorld world;
  const rules::Context context{world, policy, settings.now};
  const engine::Request request{.operation = item.operation, .name_space = object->meta.name_space};
  engine::Verdict verdict = engine::judge(*object, item.before, context, request);
  for (auto* list : {&verdict.denials, &verdict.warnings, &verdict.recorded}) {
    for (rules::Finding& finding : *list) {
      run.findings.push_back(located(std::move(finding), *object, item, place, settings));
    }
  }
  for (engine::Excepted& excepted : verdict.excepted) {
    run.findings.push_back(located(std::move(excepted.finding), *object, item, place, settings));
    run.findings.back().exception = std::move(excepted.exception);
  }
}

}  // namespace

void check_input(const Input& input, const policy::Policy& policy, const Settings& settings,
                 report::Run& run) {
  const kube::YamlStream stream = kube::load_yaml(input.text);
  run.files.push_back(input.name);
  run.skipped += stream.skipped;
  for (const kube::YamlDocument& document : stream.documents) {
    if (!document.document) {
      const kube::LoadError& error = document.document.error();
      run.faults.push_back({.file = input.name,
                            .line = error.position.line,
                            .column = error.position.column,
                            .reason = error.message});
      continue;
    }
    const std::vector<Item> items = items_of(document.document->root());
    run.skipped += items.empty() ? 1U : 0U;
    for (const Item& item : items) {
      check_item(item, policy, {input, document.source}, settings, run);
    }
  }
}

}  // namespace postern::check
