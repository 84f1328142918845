// Which application's contract a pod template is under, and whether its database is its own.
// Guarantees that a mode is only told from objects that are visible.
#pragma once

#include <optional>

#include "kube/pod_facts.h"
#include "rules/context.h"
#include "rules/contract.h"

namespace postern::rules {

/// The application whose workload this is, or nullptr.
[[nodiscard]] const policy::Application* application_of(const kube::Meta& labelled,
                                                        const policy::Policy& policy);

/// The mode as the declared connection strings tell it: those of the pod, of the Secrets it refers
/// to, and of the same release's other workloads. Nothing when none of them is visible.
[[nodiscard]] std::optional<DatabaseMode> database_mode(const kube::PodFacts& pod,
                                                        const policy::Application& application,
                                                        const Context& context);

/// A container of the pod mounts the directory in which the application looks for its CA.
[[nodiscard]] bool mounts_ca_directory(const kube::Container& container,
                                       const policy::Application& application);

}  // namespace postern::rules
