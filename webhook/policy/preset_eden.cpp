// The reference chart's contract: a task store with workers, web UI and a git server.
#include "policy/application.h"

namespace postern::policy {
namespace {

constexpr const char* kComponentLabel = "app.kubernetes.io/component";

Component component(const char* name) {
  return {.name = name, .selector = {{{kComponentLabel, name}}}};
}

std::vector<Component> components() {
  Component task_store = component("task-store-server");
  task_store.maximum_replicas = 1;
  task_store.required_strategy = "Recreate";  // its blobs are files on a volume, if it has one
  task_store.strategy_with_claim = true;
  task_store.owns_schema = true;
  task_store.replicas = "taskStoreServer.replicas";
  Component control_plane = component("control-plane");
  control_plane.forbidden_in_external = true;
  Component postgres = component("postgres");
  postgres.embedded_database = true;
  Component worker = component("worker");
  worker.idle_during_switch = true;
  worker.replicas = "worker.replicas";
  Component orchestrator = component("orchestrator");
  orchestrator.idle_during_switch = true;
  orchestrator.replicas = "orchestrator.replicas";
  Component web_ui = component("web-ui");
  web_ui.idle_during_switch = true;
  web_ui.replicas = "webUi.replicas";
  return {task_store, control_plane, postgres, worker, orchestrator, web_ui};
}

ReleaseMapping release() {
  return {
      .charts = {{"eden"}},
      .mode = "postgres.mode",
      .connection_string = "postgres.external.connectionString",
      .existing_secret = "postgres.external.existingSecret",
      .existing_secret_key = "postgres.external.connectionStringKey",
      .whole_secret = "secrets.existingSecret",
      .tls_enabled = "postgres.tls.enabled",
      .tls_mode = "postgres.tls.mode",
      .ca_secret = "postgres.tls.caBundleSecret",
      .ca_key = "postgres.tls.caBundleKey",
      // Charts of this shape keep it beside the Secret's name or beside the other TLS values.
      .acknowledgements = {"postgres.tls.tlsAlreadyEncodedInSecret",
                           "postgres.external.tlsAlreadyEncodedInSecret"},
      .lease = "orchestrator.leaseMode.enabled",
      .required = {"postgres.image", "postgres.image.repository", "postgres.database",
                   "postgres.user"},
      .sizes = {"postgres.storage.size", "postgres.storageSize", "postgres.persistence.size",
                "taskStoreServer.blobStore.size"},
  };
}

}  // namespace

Application eden_application() {
  return {
      .name = "eden",
      .selector = {{{"app.kubernetes.io/name", "eden"}}},
      .dsn_keys = {"EDEN_STORE_URL", "EDEN_READONLY_STORE_URL", "EDEN_CONTROL_PLANE_STORE_URL"},
      .required_keys = {"EDEN_ADMIN_TOKEN", "EDEN_SESSION_SECRET", "FORGEJO_REMOTE_PASSWORD",
                        "FORGEJO_SECRET_KEY", "FORGEJO_INTERNAL_TOKEN"},
      .embedded_keys = {"POSTGRES_PASSWORD", "EDEN_READONLY_PASSWORD"},
      .password_variables = {"POSTGRES_PASSWORD", "EDEN_READONLY_PASSWORD"},
      .readonly_password_variable = "EDEN_READONLY_PASSWORD",
      .embedded_hosts = {"*-postgres"},
      .ca_directory = "/etc/eden/postgres-ca",
      .ca_secrets = {"*postgres-ca*"},
      .components = components(),
      .release = release(),
  };
}

}  // namespace postern::policy
