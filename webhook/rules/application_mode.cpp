#include "rules/application_mode.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <variant>
#include <vector>

#include "dsn/recognise.h"
#include "kube/mounts.h"

namespace postern::rules {
namespace {

using kube::PodFacts;
using policy::Application;

// Collects declared connection strings: one elsewhere makes the mode external.
class Witness {
 public:
  Witness(const Application& application, const Context& context, std::string_view name_space)
      : application_(application), context_(context), name_space_(name_space) {}

  void hear(const dsn::Dsn& dsn) {
    if (dsn.hosts.empty()) {
      return;
    }
    const bool own = leads_to_embedded(application_, dsn, context_);
    embedded_ = embedded_ || own;
    external_ = external_ || !own;
  }

  void hear_value(const kube::Entry& entry) {
    if (entry.value && !entry.value->expose().empty()) {
      if (const auto candidate = dsn::recognise(entry.value->expose())) {
        hear(dsn::parse(candidate->text));
      }
    }
  }

  void hear_secret(std::string_view name) {
    if (!heard_.insert(name).second) {
      return;
    }
    const kube::SecretLookup lookup = context_.world.secret(name_space_, name);
    const auto* secret = std::get_if<const kube::SecretView*>(&lookup);
    if (secret == nullptr) {
      return;
    }
    for (const std::string& key : application_.dsn_keys) {
      if (const kube::Entry* entry = (*secret)->find(key)) {
        hear_value(*entry);
      }
    }
  }

  void hear_key(std::string_view name, std::string_view key) {
    const kube::SecretLookup lookup = context_.world.secret(name_space_, name);
    const auto* secret = std::get_if<const kube::SecretView*>(&lookup);
    const kube::Entry* entry = secret == nullptr ? nullptr : (*secret)->find(key);
    if (entry != nullptr) {
      hear_value(*entry);
    }
  }

  [[nodiscard]] std::optional<DatabaseMode> verdict() const {
    if (external_) {
      return DatabaseMode::kExternal;
    }
    return embedded_ ? std::optional(DatabaseMode::kEmbedded) : std::nullopt;
  }

 private:
  const Application& application_;
  const Context& context_;
  std::string_view name_space_;
  std::set<std::string_view> heard_;
  bool embedded_ = false;
  bool external_ = false;
};

void hear_pod(const PodFacts& pod, const Application& application, Witness& witness) {
  for (const kube::ContainerFacts& container : pod.containers) {
    for (const kube::ConnectionString& string : container.written) {
      if (application.declares_dsn_key(string.name)) {
        witness.hear(string.dsn);
      }
    }
    for (const kube::ReferencedString& string : container.referenced) {
      if (application.declares_dsn_key(string.variable) ||
          application.declares_dsn_key(string.key)) {
        witness.hear(*string.dsn);
      }
    }
    for (const kube::EnvVar& variable : container.container.env) {
      if (variable.reference && variable.reference->kind == kube::SourceKind::kSecret) {
        witness.hear_secret(variable.reference->name);
      }
    }
  }
  for (const kube::Volume& volume : pod.pod.volumes) {
    for (const kube::VolumeSource& source : volume.sources) {
      if (source.kind == kube::SourceKind::kSecret) {
        witness.hear_secret(source.name);
      }
    }
  }
}

void hear_sibling(const kube::WorkloadFacts& sibling, const Application& application,
                  Witness& witness) {
  for (const kube::Use& use : sibling.uses) {
    if (use.source != kube::SourceKind::kSecret) {
      continue;
    }
    if (use.kind == kube::Use::Kind::kVariable && application.declares_dsn_key(use.variable)) {
      witness.hear_key(use.object, use.key);
    } else if (use.kind == kube::Use::Kind::kImport) {
      witness.hear_secret(use.object);
    }
  }
}

}  // namespace

const Application* application_of(const kube::Meta& labelled, const policy::Policy& policy) {
  const auto found = std::ranges::find_if(policy.applications, [&](const Application& application) {
    return application.selector.matches(labelled);
  });
  return found == policy.applications.end() ? nullptr : &*found;
}

std::optional<DatabaseMode> database_mode(const PodFacts& pod, const Application& application,
                                          const Context& context) {
  Witness witness(application, context, pod.meta.name_space);
  hear_pod(pod, application, witness);
  if (witness.verdict()) {
    return witness.verdict();
  }
  // The embedded database has no TLS, so a CA directory tells of another one.
  if (std::ranges::any_of(pod.pod.containers, [&](const kube::Container& container) {
        return mounts_ca_directory(container, application);
      })) {
    return DatabaseMode::kExternal;
  }
  const std::string_view instance = pod.labelled.label(application.instance_label);
  context.world.each_workload(pod.meta.name_space, [&](const kube::WorkloadFacts& sibling) {
    if (application.selector.matches(sibling.meta) &&
        sibling.meta.label(application.instance_label) == instance) {
      hear_sibling(sibling, application, witness);
    }
  });
  return witness.verdict();
}

bool mounts_ca_directory(const kube::Container& container, const Application& application) {
  const std::string directory = kube::normal_path(application.ca_directory);
  return !directory.empty() &&
         std::ranges::any_of(container.mounts, [&](const kube::VolumeMount& mount) {
           const std::string path = kube::normal_path(mount.path);
           return kube::lies_in(path, directory);
         });
}

}  // namespace postern::rules
