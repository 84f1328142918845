#include <algorithm>
#include <optional>
#include <string>

#include "dsn/suspicion.h"
#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

bool is_in_container(const kube::ConnectionString& found) {
  return found.place == kube::Place::kVariable || found.place == kube::Place::kArgument;
}

// In a container $(NAME) is the kubelet's to expand; workload-variable-order judges what it leaves.
std::string without_kubernetes_references(std::string_view value) {
  std::string rest(value);
  for (std::size_t at = rest.find("$("); at != std::string::npos; at = rest.find("$(", at)) {
    rest.replace(at, 2, "  ");
  }
  return rest;
}

std::optional<dsn::Variable> variable_in(const kube::ConnectionString& found,
                                         std::string_view value) {
  return is_in_container(found) ? dsn::unexpanded_variable(without_kubernetes_references(value))
                                : dsn::unexpanded_variable(value);
}

void check(const kube::ConnectionString& found, const Context&, Reporter& report) {
  if (found.composition == kube::Composition::kWhole) {
    if (const auto variable = variable_in(found, found.value.expose())) {
      report.at(found.path, "a variable of the form {} is left in the connection string",
                *variable);
    }
    return;
  }
  for (const kube::Part& part : found.parts) {
    if (const auto variable = variable_in(found, part.entry->value->expose())) {
      report.at(part.entry->path(), "a variable of the form {} is left in the {} of the database",
                *variable, dsn::keyword_of(part.parameter));
    }
  }
}

}  // namespace

constexpr Rule dsn_unexpanded_variable{
    .id = "dsn-unexpanded-variable",
    .title = "Variable left unexpanded in a connection string",
    .why =
        "Nobody expands variables inside a Secret, a ConfigMap or a driver, so the text of the "
        "variable is taken for the host or the password and the connection fails.",
    .hint =
        "Write the value itself, or compose the string in env with $(NAME), where NAME is defined "
        "before it.",
    .bad = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:${DB_PASSWORD}@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
)",
    .good = R"(apiVersion: v1
kind: Secret
metadata: {name: orders-db}
stringData:
  DATABASE_URL: postgresql://app:Zk8v2mQp@orders.abc123.eu-west-1.rds.amazonaws.com/orders?sslmode=verify-full&sslrootcert=/etc/pg/rds.pem
)",
    .action = Action::kDeny,
    .on_connection_string = check,
    .needs_whole_string = true,
};

}  // namespace postern::rules
