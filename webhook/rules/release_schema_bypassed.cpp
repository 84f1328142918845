#include <string>

#include "helm/schema_check.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  if (facts.is_subchart) {
    return;  // the schema that the release stores is the umbrella's
  }
  for (const helm::ValuePath& refused :
       helm::refused_by_schema(facts.release.values, facts.release.encoded_schema)) {
    kube::FieldPath path = kube::FieldPath().child("values");
    for (const std::string& key : refused) {
      path = path.child(key);
    }
    report.at(path, "the chart's own schema refuses this value");
  }
}

}  // namespace

constexpr Rule release_schema_bypassed{
    .id = "release-schema-bypassed",
    .title = "Values that the chart's own schema refuses",
    .why =
        "The schema was skipped, by --skip-schema-validation or by a rollback, which never "
        "checks it: the templates were not written for such values.",
    .hint = "Correct the value, so that the release passes helm's own check.",
    .bad = R"(postgres: {mode: embedded, user: 5}
)",
    .good = R"(postgres: {mode: embedded, user: eden}
)",
    .action = Action::kWarn,
    .on_release = check,
};

}  // namespace postern::rules
