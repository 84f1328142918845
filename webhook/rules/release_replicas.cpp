#include <cstdint>
#include <optional>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  for (const policy::Component& component : facts.application.components) {
    const std::optional<std::int64_t> replicas = facts.value(component.replicas).integer();
    if (component.maximum_replicas && replicas && *replicas > *component.maximum_replicas) {
      report.at(facts.path(component.replicas), "{} replicas of {}, at most {} may run",
                Count(static_cast<std::uint64_t>(*replicas)), Name(component.name),
                Count(static_cast<std::uint64_t>(*component.maximum_replicas)));
    }
  }
}

}  // namespace

constexpr Rule release_replicas{
    .id = "release-replicas",
    .title = "More replicas in the values than the application can take",
    .why =
        "The component keeps state of its own; a second replica works on the same rows and "
        "files without knowing of the first.",
    .hint = "Set the replicas to what the application's contract allows.",
    .bad = R"(taskStoreServer: {replicas: 2}
)",
    .good = R"(taskStoreServer: {replicas: 1}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
