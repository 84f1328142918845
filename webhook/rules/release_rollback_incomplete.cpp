#include <string_view>
#include <vector>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

// What only an external database has a use for, and is still set.
std::vector<std::string_view> leftovers(const ReleaseFacts& facts) {
  const policy::ReleaseMapping& mapping = facts.mapping;
  std::vector<std::string_view> left = {mapping.tls_enabled, mapping.existing_secret,
                                        mapping.connection_string};
  if (facts.is_acknowledged()) {
    left.push_back(facts.acknowledgement());
  }
  std::erase_if(left, [&](std::string_view path) { return !facts.is_set(path); });
  return left;
}

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  const std::vector<std::string_view> left =
      facts.mode == StatedMode::kEmbedded ? leftovers(facts) : std::vector<std::string_view>{};
  if (left.empty()) {
    return;
  }
  const PreviousRelease& previous = facts.previous;
  switch (previous.sight) {
    case PreviousRelease::Sight::kNone:
      return;
    case PreviousRelease::Sight::kUnseen:
      report
          .at(facts.path(left.front()),
              "the value is for an external database; whether this release goes back from one "
              "cannot be seen, because the previous revision cannot")
          .action = Action::kWarn;
      return;
    case PreviousRelease::Sight::kSeen:
      break;
  }
  if (previous.facts == nullptr || !previous.facts->is_external()) {
    return;
  }
  for (const std::string_view path : left) {
    report.at(facts.path(path), "the value was for the external database that this release leaves");
  }
}

}  // namespace

constexpr Rule release_rollback_incomplete{
    .id = "release-rollback-incomplete",
    .title = "Return to the embedded database that keeps external settings",
    .why =
        "The chart renders the embedded database with TLS, a Secret or a connection string "
        "of the external one beside it: components refuse to start, or talk to the database "
        "that was left.",
    .hint =
        "Reset the TLS switch, the Secret's name, the connection string and the "
        "confirmation together with the mode.",
    .bad = R"(postgres:
  mode: embedded
  external: {existingSecret: eden-database}
)",
    .good = R"(postgres:
  mode: embedded
  external: {existingSecret: ""}
)",
    .action = Action::kDeny,
    .bad_needs_world = true,
    .on_release = check,
};

}  // namespace postern::rules
