#include "kube/connection_string.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void compare(const kube::Entry& now, const kube::SecretView& before, Reporter& report) {
  const kube::Entry* old = before.find(now.key);
  if (old != nullptr && old->value && old->value != now.value) {
    report.at(now.path(),
              "the connection string under {} changes, and running pods keep the old "
              "one",
              Name(now.key));
  }
}

void compare(const kube::ConnectionString& found, const kube::SecretView& secret,
             const kube::SecretView& before, Reporter& report) {
  for (const kube::Part& part : found.parts) {
    compare(*part.entry, before, report);
  }
  if (found.parts.empty()) {
    if (const kube::Entry* entry = secret.find(found.name)) {
      compare(*entry, before, report);
    }
  }
}

void check(const kube::SecretView& secret, const kube::Meta& meta, const Context& context,
           Reporter& report) {
  const auto* before =
      context.before == nullptr ? nullptr : std::get_if<kube::SecretView>(&context.before->view);
  if (before == nullptr) {
    return;
  }
  for (const kube::ConnectionString& found :
       kube::connection_strings(secret, meta, context.policy.declared_dsn_keys())) {
    compare(found, secret, *before, report);
  }
}

}  // namespace

constexpr Rule secret_dsn_changed_without_rollout{
    .id = "secret-dsn-changed-without-rollout",
    .title = "Connection string changed under running pods",
    .why =
        "A variable that comes from a Secret is read once, when the container starts. After the "
        "change old and new pods use different databases or passwords until somebody restarts "
        "them.",
    .hint =
        "Restart the workloads that use the Secret, or give their pod template an annotation "
        "with a checksum of it.",
    .bad = R"(# The update of a Secret in which the password was another one.
apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Ht6r4wYn@orders-db:5432/orders
)",
    .good = R"(# A new Secret: the workload that refers to it is rolled out with the change.
apiVersion: v1
kind: Secret
metadata: {name: orders-db-v2}
stringData:
  DATABASE_URL: postgresql://app:Ht6r4wYn@orders-db:5432/orders
)",
    .action = Action::kOff,
    .bad_needs_world = true,
    .on_secret = check,
};

}  // namespace postern::rules
