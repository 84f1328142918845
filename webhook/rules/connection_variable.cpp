#include "rules/connection_variable.h"

#include <algorithm>
#include <array>

#include "dsn/recognise.h"

namespace postern::rules {
namespace {

// libpq's variables that name the server, the role or how to trust it.
constexpr std::array<std::string_view, 10> kLibpqVariables = {
    "PGHOST",     "PGHOSTADDR", "PGPORT",    "PGDATABASE",    "PGUSER",
    "PGPASSWORD", "PGSERVICE",  "PGSSLMODE", "PGSSLROOTCERT", "PGREQUIRESSL"};

// What frameworks and platforms call the whole connection string.
constexpr std::array<std::string_view, 8> kCustomaryEnds = {
    "DATABASE_URL", "DATABASE_URI", "POSTGRES_URL",   "POSTGRES_URI",
    "POSTGRES_DSN", "DATABASE_DSN", "POSTGRESQL_URL", "PG_DSN"};

}  // namespace

bool is_connection_name(std::string_view variable, const policy::Policy& policy) {
  return std::ranges::find(kLibpqVariables, variable) != kLibpqVariables.end() ||
         std::ranges::any_of(kCustomaryEnds,
                             [&](std::string_view end) { return variable.ends_with(end); }) ||
         std::ranges::any_of(policy.applications, [&](const policy::Application& application) {
           return application.declares_dsn_key(variable);
         });
}

bool is_connection_variable(const kube::EnvVar& variable, const kube::ContainerFacts& container,
                            const policy::Policy& policy) {
  if (is_connection_name(variable.name, policy)) {
    return true;
  }
  const kube::Variable& defined = container.environment.defined(variable.index);
  return defined.value && dsn::recognise(defined.value->expose()).has_value();
}

}  // namespace postern::rules
