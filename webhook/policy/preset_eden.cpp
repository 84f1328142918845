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
  Component control_plane = component("control-plane");
  control_plane.forbidden_in_external = true;
  Component postgres = component("postgres");
  postgres.embedded_database = true;
  return {task_store, control_plane, postgres};
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
  };
}

}  // namespace postern::policy
