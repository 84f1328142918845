#include <variant>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check_values(const ReleaseFacts& facts, Reporter& report) {
  const kube::FieldPath path = facts.path(facts.mapping.connection_string);
  if (facts.has_whole_secret()) {
    report.at(path, "the inline connection string is dropped: the Secret of {} takes its place",
              Name(facts.mapping.whole_secret));
  } else if (facts.is_external() && facts.has_string_secret()) {
    report.at(path, "the inline connection string is dropped: the Secret of {} takes its place",
              Name(facts.mapping.existing_secret));
  } else if (facts.mode == StatedMode::kEmbedded) {
    report
        .at(path, "the inline connection string is dropped: the mode is {}",
            Name(facts.mapping.embedded_mode))
        .action = Action::kWarn;
  }
}

// With a Secret of the operator's, the chart's own Secret has no business with connection strings.
void check_secret(const ReleaseFacts& facts, const helm::ManifestObject& entry,
                  const Context& context, Reporter& report) {
  const auto* secret = std::get_if<kube::SecretView>(&entry.object.view);
  if (secret == nullptr) {
    return;
  }
  for (const ApplicationSecret& found : application_secrets(*secret, entry.object.meta, context)) {
    if (found.application != &facts.application) {
      continue;
    }
    for (const DeclaredDsn& dsn : found.dsns) {
      report.at(dsn.entry->path().under(helm::manifest_path(entry.object)),
                "the chart's Secret holds a connection string beside the Secret of {}",
                Name(facts.mapping.existing_secret));
    }
  }
}

void check(const ReleaseFacts& facts, const Context& context, Reporter& report) {
  if (facts.has_inline_string()) {
    check_values(facts, report);
  }
  if (facts.is_external() && facts.has_string_secret()) {
    for (const helm::ManifestObject& entry : facts.manifest.objects) {
      if (facts.renders(entry)) {
        check_secret(facts, entry, context, report);
      }
    }
  }
}

}  // namespace

constexpr Rule release_dsn_ignored{
    .id = "release-dsn-ignored",
    .title = "Inline connection string that nobody reads",
    .why =
        "The Secret wins without a word: whoever changes the inline string believes to have "
        "moved the application, and its password stays in the release for nothing.",
    .hint = "Remove the inline connection string, or the reference to the Secret.",
    .bad = R"(secrets: {existingSecret: eden-operator}
postgres:
  mode: external
  external: {connectionString: "postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden"}
)",
    .good = R"(secrets: {existingSecret: eden-operator}
postgres:
  mode: external
  external: {connectionString: ""}
)",
    .action = Action::kDeny,
    .on_release = check,
};

}  // namespace postern::rules
