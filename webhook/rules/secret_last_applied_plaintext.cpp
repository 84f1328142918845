#include <algorithm>
#include <array>

#include "dsn/recognise.h"
#include "dsn/text.h"
#include "kube/connection_string.h"
#include "kube/load_json.h"
#include "rules/ca_key.h"
#include "rules/catalog_entries.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

constexpr std::string_view kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

// Keys that hold a database's password whatever the Secret is called.
constexpr std::array<std::string_view, 6> kDatabasePasswords = {
    "PGPASSWORD",        "POSTGRES_PASSWORD",   "POSTGRESQL_PASSWORD",
    "postgres-password", "postgresql-password", "POSTGRES_POSTGRES_PASSWORD"};

bool speaks_of_password(std::string_view key) {
  return dsn::lowered(key).find("password") != std::string::npos;
}

bool is_database_password(std::string_view key, const policy::Policy& policy) {
  return std::ranges::find(kDatabasePasswords, key) != kDatabasePasswords.end() ||
         std::ranges::any_of(policy.applications, [&](const policy::Application& application) {
           return application.declares_password_variable(key);
         });
}

/// The Secret as the annotation repeats it.
struct Copy {
  const kube::SecretView& secret;
  const kube::Meta& meta;
};

bool repeats_dsn(const Copy& copy, const Context& context) {
  return std::ranges::any_of(
      kube::connection_strings(copy.secret, copy.meta, context.policy.declared_dsn_keys()),
      [](const kube::ConnectionString& found) {
        return found.literal_password || found.dsn.has_password();
      });
}

bool repeats_password(const Copy& copy, const Context& context) {
  return std::ranges::any_of(copy.secret.entries, [&](const kube::Entry& entry) {
    if (!entry.value || entry.value->expose().empty()) {
      return false;
    }
    return is_database_password(entry.key, context.policy) ||
           (speaks_of_password(entry.key) && names_database(copy.meta.name, entry.key));
  });
}

bool holds_dsn(std::string_view text) {
  const std::vector<std::string_view> uris = dsn::embedded_uris(text);
  return std::ranges::any_of(uris, [](std::string_view uri) {
    return kube::embedded_string(kube::Place::kAnnotation, kLastApplied, uri).has_value();
  });
}

void check_copy(std::string_view annotation, const Context& context, Reporter& report) {
  const auto document = kube::load_json(annotation);
  const Result<kube::Object> object =
      document ? kube::read_object(document->root()) : failure("no JSON");
  const auto* secret = object ? std::get_if<kube::SecretView>(&object->view) : nullptr;
  const auto path = kube::FieldPath().child("metadata").child("annotations").key(kLastApplied);
  if (secret == nullptr) {
    // Not what kubectl writes: a string that stands there is as plain all the same.
    if (holds_dsn(annotation)) {
      report.at(path, "the annotation repeats a connection string with its password");
    }
    return;
  }
  const Copy copy{*secret, object->meta};
  if (repeats_dsn(copy, context)) {
    report.at(path, "the annotation repeats a connection string with its password");
  } else if (repeats_password(copy, context)) {
    report.at(path, "the annotation repeats a database password");
  }
}

void check(const kube::SecretView& secret, const kube::Meta& meta, const Context& context,
           Reporter& report) {
  const kube::Annotation* annotation = meta.annotation(kLastApplied);
  if (annotation != nullptr && kube::is_application_secret(secret.type)) {
    check_copy(annotation->value.expose(), context, report);
  }
}

}  // namespace

constexpr Rule secret_last_applied_plaintext{
    .id = "secret-last-applied-plaintext",
    .title = "Password repeated in last-applied-configuration",
    .why =
        "kubectl apply stores the whole manifest in an annotation. It is shown by kubectl "
        "describe and get -o yaml, survives a rotation of the value, and is not masked by tools "
        "that hide data.",
    .hint =
        "Apply Secrets with kubectl apply --server-side, and remove the annotation with kubectl "
        "annotate secret NAME kubectl.kubernetes.io/last-applied-configuration-.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata:
  name: orders-db
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","kind":"Secret","metadata":{"name":"orders-db"},
       "data":{"password":"Wms4djJtUXA="}}
data:
  password: Wms4djJtUXA=
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata:
  name: orders-db
data:
  password: Wms4djJtUXA=
)",
    .action = Action::kWarn,
    .on_secret = check,
};

}  // namespace postern::rules
