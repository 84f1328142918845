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
    for (const std::string& key : found.application->embedded_keys) {
      const kube::Entry* entry = secret.find(key);
      if (entry != nullptr && entry->value && !entry->value->expose().empty()) {
        report.at(entry->path(),
                  "{} belongs to the embedded database, but the connection string "
                  "leads elsewhere",
                  Name(key));
      }
    }
  }
}

}  // namespace

constexpr Rule secret_embedded_key_in_external{
    .id = "secret-embedded-key-in-external",
    .title = "Password of the embedded database beside an external one",
    .why =
        "The password is of no use with an external database, and it may make a component set "
        "up roles there that nobody asked for.",
    .hint = "Remove the key, or set it to an empty value while a component still refers to it.",
    .bad = R"(apiVersion: v1
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
  POSTGRES_PASSWORD: Zk8v2mQp
  EDEN_READONLY_PASSWORD: Bn5tY7uI
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
    .action = Action::kWarn,
    .on_secret = check,
};

}  // namespace postern::rules
