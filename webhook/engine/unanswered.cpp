#include "engine/unanswered.h"

#include <set>
#include <string_view>
#include <utility>

namespace postern::engine {
namespace {

using kube::SourceKind;

class References {
 public:
  References(const kube::PodFacts& pod, const rules::Context& context, rules::Reporter& report)
      : pod_(pod), context_(context), report_(report) {}

  void take(const kube::Container& container) {
    for (const kube::EnvFrom& from : container.env_from) {
      take(from.kind, from.name, [&] { return container.reference_path(from); });
    }
    for (const kube::EnvVar& variable : container.env) {
      if (variable.reference) {
        take(variable.reference->kind, variable.reference->name,
             [&] { return container.reference_path(variable); });
      }
    }
  }

  void take(const kube::Volume& volume) {
    for (const kube::VolumeSource& source : volume.sources) {
      take(source.kind, source.name, [&] { return volume.source_path(source); });
    }
  }

 private:
  template <typename MakePath>
  void take(SourceKind source, std::string_view name, const MakePath& path) {
    if (!context_.world.is_unanswered(source, pod_.meta.name_space, name) ||
        !seen_.emplace(source, name).second) {
      return;
    }
    report_
        .at(path(), "whether the {} {} exists and what it holds is not known",
            kube::to_text(source), Name(name))
        .action = context_.policy.lookup.on_unknown;
  }

  const kube::PodFacts& pod_;
  const rules::Context& context_;
  rules::Reporter& report_;
  std::set<std::pair<SourceKind, std::string_view>> seen_;
};

}  // namespace

constexpr rules::Rule lookup_unanswered{
    .id = "lookup-unanswered",
    .title = "Lookup that got no answer",
    .why = "What a workload refers to decides how it connects, and could not be looked at.",
    .hint =
        "Try again; if it stays so, check the webhook's rights on Secrets and ConfigMaps, and its "
        "way to the API server.",
    .bad = "",
    .good = "",
    .action = Action::kWarn,
};

void report_unanswered(const kube::PodFacts& pod, const rules::Context& context,
                       rules::Reporter& report) {
  report.begin(lookup_unanswered);
  References references(pod, context, report);
  for (const kube::Container& container : pod.pod.containers) {
    references.take(container);
  }
  for (const kube::Volume& volume : pod.pod.volumes) {
    references.take(volume);
  }
}

}  // namespace postern::engine
