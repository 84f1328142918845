#include "rules/catalog_entries.h"
#include "rules/contract.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

void check(const kube::SecretView& secret, const kube::Meta& meta, const Context& context,
           Reporter& report) {
  for (const ApplicationSecret& found : application_secrets(secret, meta, context)) {
    for (const DeclaredDsn& declared : found.dsns) {
      const std::optional<dsn::SslMode> mode = declared.dsn.ssl_mode;
      if (mode && *mode >= dsn::SslMode::kRequire &&
          leads_to_embedded(*found.application, declared.dsn, context)) {
        report.at(declared.entry->path(),
                  "sslmode={} is demanded of the application's own database, which has no TLS",
                  *mode);
      }
    }
  }
}

}  // namespace

constexpr Rule secret_embedded_tls{
    .id = "secret-embedded-tls",
    .title = "TLS demanded of the embedded database",
    .why =
        "The Postgres that the application brings along has no certificate, so a connection "
        "that insists on TLS is refused and no component starts.",
    .hint = "Remove sslmode and sslrootcert, or point the connection string to a managed database.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata:
  name: eden
  labels: {app.kubernetes.io/name: eden}
stringData:
  EDEN_STORE_URL: postgresql://eden:Zk8v2mQp@eden-postgres:5432/eden?sslmode=require
  EDEN_READONLY_STORE_URL: postgresql://eden:Zk8v2mQp@eden-postgres:5432/eden?sslmode=require
  EDEN_CONTROL_PLANE_STORE_URL: postgresql://eden:Zk8v2mQp@eden-postgres:5432/eden?sslmode=require
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
  EDEN_STORE_URL: postgresql://eden:Zk8v2mQp@eden-postgres:5432/eden
  EDEN_READONLY_STORE_URL: postgresql://eden:Zk8v2mQp@eden-postgres:5432/eden
  EDEN_CONTROL_PLANE_STORE_URL: postgresql://eden:Zk8v2mQp@eden-postgres:5432/eden
  EDEN_ADMIN_TOKEN: kX2vN8qTb4
  EDEN_SESSION_SECRET: pL7wR3mZc9
  FORGEJO_REMOTE_PASSWORD: hJ5sD1fGv6
  FORGEJO_SECRET_KEY: yU4eW8rQx2
  FORGEJO_INTERNAL_TOKEN: aS6dF9gHk3
  POSTGRES_PASSWORD: Zk8v2mQp
  EDEN_READONLY_PASSWORD: Bn5tY7uI
)",
    .action = Action::kDeny,
    .on_secret = check,
};

}  // namespace postern::rules
