// The strings of a container together with the PG* variables that libpq reads beside them.
// Guarantees that a string which lacks what a variable supplies is not called incomplete.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "kube/connection_string.h"
#include "kube/pod_facts.h"

namespace postern::rules {

/// The string stands in a container: it is judged with the variables of that container.
[[nodiscard]] inline bool is_in_container(const kube::ConnectionString& found) {
  return found.place == kube::Place::kVariable || found.place == kube::Place::kArgument;
}

/// The container sets one of the variables, and the driver of the string is libpq or follows it.
[[nodiscard]] inline bool environment_supplies(const kube::ContainerFacts& container,
                                               const dsn::Dsn& dsn,
                                               std::initializer_list<std::string_view> variables) {
  const bool reads_it =
      dsn.dialect == dsn::Dialect::kLibpq || dsn.dialect == dsn::Dialect::kSqlAlchemy;
  return reads_it && std::ranges::any_of(variables, [&](std::string_view name) {
           return container.environment.find(name).presence == kube::Presence::kSet;
         });
}

/// Calls `judge(string, container)` for every whole string in a container of the pod.
template <typename Judge>
void each_container_string(const kube::PodFacts& pod, const Judge& judge) {
  for (const kube::ContainerFacts& container : pod.containers) {
    for (const kube::ConnectionString& found : container.written) {
      if (!found.embedded) {
        judge(found, container);
      }
    }
  }
}

}  // namespace postern::rules
