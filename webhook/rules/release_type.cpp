#include <string_view>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check_boolean(const ReleaseFacts& facts, std::string_view path, Reporter& report) {
  const helm::ValueKind kind = facts.value(path).kind();
  if (kind != helm::ValueKind::kAbsent && kind != helm::ValueKind::kBoolean) {
    report.at(facts.path(path), "{} stands where true or false is meant", kind);
  }
}

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  check_boolean(facts, facts.mapping.tls_enabled, report);
  check_boolean(facts, facts.mapping.lease, report);
  for (const std::string& acknowledgement : facts.mapping.acknowledgements) {
    check_boolean(facts, acknowledgement, report);
  }
}

}  // namespace

constexpr Rule release_type{
    .id = "release-type",
    .title = "Text where true or false is meant",
    .why =
        "To a template every text that is not empty is true, the text false included: what "
        "was meant to be off is on.",
    .hint =
        "Write true or false without quotes, and pass it with --set instead of "
        "--set-string.",
    .bad = R"(postgres:
  mode: external
  external: {connectionString: "postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden"}
  tls: {enabled: "false"}
)",
    .good = R"(postgres:
  mode: external
  external: {connectionString: "postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden"}
  tls: {enabled: true, mode: verify-full, caBundleSecret: eden-postgres-ca}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
