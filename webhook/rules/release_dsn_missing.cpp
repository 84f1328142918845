#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

bool lacks_key(const ReleaseFacts& facts) {
  const policy::ReleaseMapping& mapping = facts.mapping;
  const helm::Value key = facts.value(mapping.existing_secret_key);
  // A subchart's defaults are not stored with the release.
  const bool may_be_default = facts.is_subchart && key.is_absent() && !key.is_removed();
  return !mapping.existing_secret_key.empty() && !key.truthy() && !may_be_default;
}

void report_missing(const ReleaseFacts& facts, Reporter& report) {
  const policy::ReleaseMapping& mapping = facts.mapping;
  Finding& finding =
      report.at(facts.path(mapping.connection_string),
                "the mode is {}, and no connection string is given", Name(mapping.external_mode));
  finding.hint = say("Set {} to a postgresql:// URL, or name a Secret in {} or {}.",
                     Name(mapping.connection_string), Name(mapping.existing_secret),
                     Name(mapping.whole_secret));
}

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  if (!facts.is_external() || facts.has_whole_secret()) {
    return;
  }
  if (facts.has_string_secret()) {
    if (lacks_key(facts)) {
      report.at(facts.path(facts.mapping.existing_secret_key),
                "a Secret is named, but not the key that holds the connection string");
    }
    return;
  }
  if (!facts.has_inline_string()) {
    report_missing(facts, report);
  }
}

}  // namespace

constexpr Rule release_dsn_missing{
    .id = "release-dsn-missing",
    .title = "External database without a connection string",
    .why =
        "The application starts with an empty connection string and falls back to a local "
        "socket, localhost or a file.",
    .hint = "Give the connection string inline, or name the Secret and key that hold it.",
    .bad = R"(postgres: {mode: external}
)",
    .good = R"(postgres:
  mode: external
  external: {existingSecret: eden-database, connectionStringKey: url}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
