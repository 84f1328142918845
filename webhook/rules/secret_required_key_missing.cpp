#include "rules/catalog_entries.h"
#include "rules/contract.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

/// One Secret of the whole application, and the field in which its values stand.
struct Whole {
  const kube::SecretView& secret;
  std::string_view field;
};

void require(const Whole& whole, std::string_view key, Reporter& report) {
  const kube::Entry* entry = whole.secret.find(key);
  if (entry == nullptr) {
    report.at(kube::FieldPath().child(whole.field).key(key), "the required key {} is missing",
              Name(key));
  } else if (entry->value && entry->value->expose().empty()) {
    report.at(entry->path(), "the required key {} is empty", Name(key));
  }
}

void require_all(const Whole& whole, const std::vector<std::string>& keys, Reporter& report) {
  for (const std::string& key : keys) {
    require(whole, key, report);
  }
}

void check(const kube::SecretView& secret, const kube::Meta& meta, const Context& context,
           Reporter& report) {
  for (const ApplicationSecret& found : application_secrets(secret, meta, context)) {
    if (!found.whole) {
      continue;
    }
    const Whole whole{secret, secret.entries.front().field};
    require_all(whole, found.application->required_keys, report);
    if (found.holds_dsn_keys) {
      require_all(whole, found.application->dsn_keys, report);
    }
    if (found.mode == DatabaseMode::kEmbedded) {
      require_all(whole, found.application->embedded_keys, report);
    }
  }
}

}  // namespace

constexpr Rule secret_required_key_missing{
    .id = "secret-required-key-missing",
    .title = "Key that the application requires is missing or empty",
    .why =
        "The application's pods refer to the key: without it they stay in "
        "CreateContainerConfigError, or start with an empty secret.",
    .hint =
        "Add the key with a value; the application's contract in the policy lists the keys that "
        "each mode needs.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata:
  name: eden
  labels: {app.kubernetes.io/name: eden}
stringData:
  EDEN_STORE_URL: postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=verify-full&sslrootcert=/etc/eden/postgres-ca/ca.crt
  EDEN_READONLY_STORE_URL: postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=verify-full&sslrootcert=/etc/eden/postgres-ca/ca.crt
  EDEN_CONTROL_PLANE_STORE_URL: postgresql://eden:Zk8v2mQp@eden.abc123.eu-west-1.rds.amazonaws.com/eden?sslmode=verify-full&sslrootcert=/etc/eden/postgres-ca/ca.crt
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
