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

void add_findings(std::vector<rules::Finding> findings, const kube::Object& object,
                  const Item& item, const Place& place, const Settings& settings, Report& report) {
  for (rules::Finding& finding : findings) {
    const kube::Position position = position_of(place, finding.path.under(item.path));
    const std::string_view name_space =
        object.meta.name_space.empty() ? settings.name_space : object.meta.name_space;
    const std::string_view name =
        object.meta.name.empty() ? object.meta.generate_name : object.meta.name;
    report.findings.push_back({.finding = std::move(finding),
                               .kind = Name(object.meta.kind),
                               .name_space = Name(name_space),
                               .name = Name(name),
                               .file = place.input.name,
                               .line = position.line,
                               .column = position.column});
  }
}

void check_item(const Item& item, const policy::Policy& policy, const Place& place,
                const Settings& settings, Report& report) {
  const Result<kube::Object> object = kube::read_object(item.object);
  if (!object) {
    const kube::Position position = position_of(place, item.path);
    report.faults.push_back({.file = place.input.name,
                             .line = position.line,
                             .column = position.column,
                             .reason = object.error().message});
    return;
  }
  ++report.objects;
  const kube::UnknownWorld world;
  const rules::Context context{world, policy, settings.now};
  const engine::Request request{.operation = item.operation, .name_space = object->meta.name_space};
  engine::Verdict verdict = engine::judge(*object, item.before, context, request);
  for (auto* list : {&verdict.denials, &verdict.warnings, &verdict.recorded}) {
    add_findings(std::move(*list), *object, item, place, settings, report);
  }
}

}  // namespace

void check_input(const Input& input, const policy::Policy& policy, const Settings& settings,
                 Report& report) {
  const kube::YamlStream stream = kube::load_yaml(input.text);
  report.skipped += stream.skipped;
  for (const kube::YamlDocument& document : stream.documents) {
    if (!document.document) {
      const kube::LoadError& error = document.document.error();
      report.faults.push_back({.file = input.name,
                               .line = error.position.line,
                               .column = error.position.column,
                               .reason = error.message});
      continue;
    }
    const std::vector<Item> items = items_of(document.document->root());
    report.skipped += items.empty() ? 1U : 0U;
    for (const Item& item : items) {
      check_item(item, policy, {input, document.source}, settings, report);
    }
  }
}

}  // namespace postern::check
