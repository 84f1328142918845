#include "rules/catalog_entries.h"
#include "rules/contract.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::SecretView& secret, const kube::Meta& meta, const Context& context,
           Reporter& report) {
  for (const ApplicationSecret& found : application_secrets(secret, meta, context)) {
    if (found.mode != DatabaseMode::kExternal || found.dsns.empty()) {
      continue;
    }
    const DeclaredDsn& first = found.dsns.front();
    for (const DeclaredDsn& other : found.dsns) {
      if (other.text != first.text) {
        report.at(other.entry->path(), "{} differs from {}", Name(other.entry->key),
                  Name(first.entry->key));
      }
    }
  }
}

}  // namespace

constexpr Rule secret_dsn_keys_disagree{
    .id = "secret-dsn-keys-disagree",
    .title = "Connection strings of one application that differ",
    .why =
        "With an external database all parts of the application use one database and one role. "
        "When the keys differ, some parts read or migrate another database, or keep a password "
        "that was rotated.",
    .hint =
        "Write the same connection string under every key that the application's contract "
        "declares.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata:
  name: eden
  labels: {app.kubernetes.io/name: eden}
stringData:
  EDEN_STORE_URL: postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=verify-full&sslrootcert=/etc/eden/postgres-ca/ca.crt
  EDEN_READONLY_STORE_URL: postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/reports?sslmode=verify-full&sslrootcert=/etc/eden/postgres-ca/ca.crt
  EDEN_CONTROL_PLANE_STORE_URL: postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=verify-full&sslrootcert=/etc/eden/postgres-ca/ca.crt
  EDEN_ADMIN_TOKEN: kX2vN8qTb4
  EDEN_SESSION_SECRET: pL7wR3mZc9
  FORGEJO_REMOTE_PASSWORD: hJ5sD1fGv6
  FORGEJO_SECRET_KEY: yU4eW8rQx2
  FORGEJO_INTERNAL_TOKEN: aS6dF9gHk3
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata:
  name: eden
  labels: {app.kubernetes.io/name: eden}
stringData:
  EDEN_STORE_URL: postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=verify-full&sslrootcert=/etc/eden/postgres-ca/ca.crt
  EDEN_READONLY_STORE_URL: postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=verify-full&sslrootcert=/etc/eden/postgres-ca/ca.crt
  EDEN_CONTROL_PLANE_STORE_URL: postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=verify-full&sslrootcert=/etc/eden/postgres-ca/ca.crt
  EDEN_ADMIN_TOKEN: kX2vN8qTb4
  EDEN_SESSION_SECRET: pL7wR3mZc9
  FORGEJO_REMOTE_PASSWORD: hJ5sD1fGv6
  FORGEJO_SECRET_KEY: yU4eW8rQx2
  FORGEJO_INTERNAL_TOKEN: aS6dF9gHk3
)",
    .action = Action::kDeny,
    .on_secret = check,
};

}  // namespace postern::rules
