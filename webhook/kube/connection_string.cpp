#include "kube/connection_string.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "dsn/recognise.h"

namespace postern::kube {
namespace {

// Secrets whose content is defined by Kubernetes or Helm, never by an application.
bool is_application_secret(std::string_view type) {
  return !type.starts_with("helm.sh/release.") && type != "bootstrap.kubernetes.io/token" &&
         type != "kubernetes.io/service-account-token" && type != "kubernetes.io/dockercfg" &&
         type != "kubernetes.io/dockerconfigjson";
}

class Collector {
 public:
  explicit Collector(const std::vector<std::string_view>& declared_keys)
      : declared_keys_(declared_keys) {}

  void operator()(const Unregistered&) {}
  void operator()(const ScaleView&) {}
  void operator()(const SecretView& secret) {
    if (is_application_secret(secret.type)) {
      take_entries(secret.entries, Place::kSecret);
    }
  }
  void operator()(const ConfigMapView& config) { take_entries(config.entries, Place::kConfigMap); }
  void operator()(const WorkloadView& workload) {
    for (const Container& container : workload.pod.containers) {
      take_variables(container);
      take_words(container, container.command, "command");
      take_words(container, container.args, "args");
    }
    take_annotations(workload.pod.meta,
                     [&] { return workload.pod.path.child("metadata").child("annotations"); });
  }

  template <typename MakePath>
  void take_annotations(const Meta& meta, const MakePath& path) {
    for (const Annotation& annotation : meta.annotations) {
      take(Place::kAnnotation, annotation.key, annotation.value.expose(),
           [&] { return path().key(annotation.key); });
    }
  }

  [[nodiscard]] std::vector<ConnectionString> take_all() && { return std::move(found_); }

 private:
  void take_entries(const std::vector<Entry>& entries, Place place) {
    for (const Entry& entry : entries) {
      if (entry.value) {
        take(place, entry.key, entry.value->expose(), [&] { return entry.path(); });
      }
    }
  }

  void take_variables(const Container& container) {
    for (const EnvVar& variable : container.env) {
      if (variable.value) {
        take(Place::kVariable, variable.name, variable.value->expose(),
             [&] { return container.env_path(variable).child("value"); });
      }
    }
  }

  void take_words(const Container& container, const std::vector<Sealed<std::string_view>>& words,
                  std::string_view field) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      take(Place::kArgument, {}, words[i].expose(),
           [&] { return container.path.child(field).index(i); });
    }
  }

  // Most values are no connection strings, so a path is made only for those that are.
  template <typename MakePath>
  void take(Place place, std::string_view name, std::string_view value, const MakePath& path) {
    const bool declared = std::ranges::find(declared_keys_, name) != declared_keys_.end();
    const std::optional<dsn::Candidate> candidate =
        dsn::recognise(value, declared ? dsn::KeyRole::kDeclaredDsn : dsn::KeyRole::kAnyKey);
    if (!candidate) {
      return;
    }
    found_.push_back({.place = place,
                      .name = name,
                      .declared = declared,
                      .path = path(),
                      .value = Sealed(value),
                      .dsn = dsn::parse(candidate->text)});
  }

  const std::vector<std::string_view>& declared_keys_;
  std::vector<ConnectionString> found_;
};

}  // namespace

std::vector<ConnectionString> connection_strings(
    const Object& object, const std::vector<std::string_view>& declared_keys) {
  Collector collector(declared_keys);
  std::visit(collector, object.view);
  collector.take_annotations(object.meta,
                             [] { return FieldPath().child("metadata").child("annotations"); });
  return std::move(collector).take_all();
}

}  // namespace postern::kube
