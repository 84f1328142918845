#include <string>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

bool is_empty(const helm::Value& value) {
  return value.is_removed() || (value.kind() == helm::ValueKind::kText && !value.truthy());
}

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  for (const std::string& required : facts.mapping.required) {
    if (is_empty(facts.value(required))) {
      report.at(facts.path(required), "the value is required and empty");
    }
  }
}

}  // namespace

constexpr Rule release_required_value_empty{
    .id = "release-required-value-empty",
    .title = "Required value that is empty",
    .why =
        "The chart renders the empty text into an image, a user or a database name, and the "
        "pods fail one after the other.",
    .hint = "Set the value, or remove the line to get the chart's default.",
    .bad = R"(postgres: {mode: embedded, database: ""}
)",
    .good = R"(postgres: {mode: embedded, database: eden}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
