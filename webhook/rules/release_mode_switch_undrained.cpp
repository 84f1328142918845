#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "rules/catalog_entries.h"
#include "rules/context.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::rules {
namespace {

/// A component at the wrong number of replicas, and where the number stands.
struct Running {
  const policy::Component* component = nullptr;
  kube::FieldPath path;
};

const helm::ManifestObject* workload_of(const ReleaseFacts& facts,
                                        const policy::Component& component) {
  for (const helm::ManifestObject& entry : facts.manifest.objects) {
    if (std::holds_alternative<kube::WorkloadView>(entry.object.view) && facts.renders(entry) &&
        facts.application.component_of(entry.object.meta) == &component) {
      return &entry;
    }
  }
  return nullptr;
}

// The values say it, or the workload: one without a number has one replica.
std::optional<std::int64_t> replicas_of(const ReleaseFacts& facts,
                                        const policy::Component& component, kube::FieldPath& path) {
  path = facts.path(component.replicas);
  if (const std::optional<std::int64_t> stated = facts.value(component.replicas).integer()) {
    return stated;
  }
  const helm::ManifestObject* workload = workload_of(facts, component);
  if (workload == nullptr) {
    return std::nullopt;
  }
  path = kube::FieldPath()
             .child("spec")
             .child("replicas")
             .under(helm::manifest_path(workload->object));
  return std::get<kube::WorkloadView>(workload->object.view).replicas.value_or(1);
}

std::vector<Running> wrongly_running(const ReleaseFacts& facts) {
  std::vector<Running> wrong;
  for (const policy::Component& component : facts.application.components) {
    kube::FieldPath path;
    const std::optional<std::int64_t> replicas = replicas_of(facts, component, path);
    const bool busy = component.idle_during_switch && replicas && *replicas > 0;
    const bool down = component.owns_schema && replicas == 0;
    if (busy || down) {
      wrong.push_back({&component, std::move(path)});
    }
  }
  return wrong;
}

void report_one(const Running& running, Reporter& report) {
  if (running.component->owns_schema) {
    report.at(running.path, "the database is exchanged, and {} is not up to fill the new one",
              Name(running.component->name));
  } else {
    report.at(running.path, "the database is exchanged while {} runs",
              Name(running.component->name));
  }
}

void check(const ReleaseFacts& facts, const Context&, Reporter& report) {
  const PreviousRelease& previous = facts.previous;
  if (!facts.is_external() || previous.sight == PreviousRelease::Sight::kNone) {
    return;
  }
  const bool unseen = previous.sight == PreviousRelease::Sight::kUnseen;
  const bool switches = previous.facts != nullptr && previous.facts->mode == StatedMode::kEmbedded;
  const std::vector<Running> wrong =
      unseen || switches ? wrongly_running(facts) : std::vector<Running>{};
  if (unseen && !wrong.empty()) {
    report.at(facts.path(facts.mapping.mode),
              "whether this release leaves the embedded database cannot be seen, because the "
              "previous revision cannot; {} runs meanwhile",
              Name(wrong.front().component->name));
    return;
  }
  for (const Running& running : wrong) {
    report_one(running, report);
  }
}

}  // namespace

constexpr Rule release_mode_switch_undrained{
    .id = "release-mode-switch-undrained",
    .title = "Database exchanged under running components",
    .why =
        "Workers, orchestrator and web UI keep writing to the old database while the new "
        "one is filled: what they write is lost.",
    .hint =
        "Switch in three upgrades: scale these components to 0, change the mode with only "
        "the task store up, then scale them up again.",
    .bad = R"(postgres:
  mode: external
  external: {existingSecret: eden-database, connectionStringKey: url}
)",
    .good = R"(postgres:
  mode: external
  external: {existingSecret: eden-database, connectionStringKey: url}
worker: {replicas: 0}
webUi: {replicas: 0}
orchestrator: {replicas: 0}
)",
    .action = Action::kWarn,
    .bad_needs_world = true,
    .on_release = check,
};

}  // namespace postern::rules
