#include <string>
#include <string_view>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// ^[0-9]+(Mi|Gi|Ti)$
bool is_size(std::string_view text) {
  const std::size_t unit = text.find_first_not_of("0123456789");
  if (unit == 0 || unit == std::string_view::npos) {
    return false;
  }
  const std::string_view suffix = text.substr(unit);
  return suffix == "Mi" || suffix == "Gi" || suffix == "Ti";
}

bool is_wrong(const helm::Value& value) {
  switch (value.kind()) {
    case helm::ValueKind::kText:
      return !is_size(value.text().expose());
    case helm::ValueKind::kNumber:
    case helm::ValueKind::kBoolean:
      return true;
    case helm::ValueKind::kAbsent:
      return value.is_removed();
    case helm::ValueKind::kMap:
    case helm::ValueKind::kList:
      return false;
  }
  return false;
}

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  for (const std::string& size : facts.mapping.sizes) {
    if (is_wrong(facts.value(size))) {
      report.at(facts.path(size), "the value is not a size in Mi, Gi or Ti");
    }
  }
}

}  // namespace

constexpr Rule release_value_invalid{
    .id = "release-value-invalid",
    .title = "Size that is not one",
    .why =
        "A size without a unit is a number of bytes: the volume claim is refused or the "
        "volume is too small to start on, and neither can be changed later.",
    .hint = "Write a whole number and a unit: 10Gi.",
    .bad = R"(postgres: {mode: embedded, storage: {size: "10"}}
)",
    .good = R"(postgres: {mode: embedded, storage: {size: 10Gi}}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
