#include "policy/application.h"

#include <algorithm>

namespace postern::policy {

bool Application::declares_dsn_key(std::string_view key) const {
  return std::ranges::find(dsn_keys, key) != dsn_keys.end();
}

bool Application::declares_password_variable(std::string_view variable) const {
  return std::ranges::find(password_variables, variable) != password_variables.end();
}

Application eden_application() {
  return {.name = "eden",
          .dsn_keys = {"EDEN_STORE_URL", "EDEN_READONLY_STORE_URL", "EDEN_CONTROL_PLANE_STORE_URL"},
          .password_variables = {"POSTGRES_PASSWORD", "EDEN_READONLY_PASSWORD"}};
}

}  // namespace postern::policy
