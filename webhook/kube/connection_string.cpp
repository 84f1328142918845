#include "kube/connection_string.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "dsn/suspicion.h"
#include "kube/written_strings.h"

namespace postern::kube {
namespace {

const Part* part_of(const std::vector<Part>& parts, dsn::Key parameter) {
  const auto found = std::ranges::find(parts, parameter, &Part::parameter);
  return found == parts.end() ? nullptr : &*found;
}

// The part that decides about a composed string, see ConnectionString::path.
const Part& deciding_part(const ComposedString& composed) {
  if (!composed.dsn.valid()) {
    return composed.parts.front();
  }
  for (const dsn::Key parameter : {dsn::Key::kSslmode, dsn::Key::kHostaddr, dsn::Key::kHost}) {
    if (const Part* part = part_of(composed.parts, parameter)) {
      return *part;
    }
  }
  return composed.parts.front();
}

class Collector {
 public:
  Collector(const std::vector<std::string_view>& declared_keys, const Meta& meta)
      : declared_keys_(declared_keys), meta_(meta) {}

  void operator()(const Unregistered&) {}
  void operator()(const ScaleView&) {}
  void operator()(const PrintedRelease&) {}
  void operator()(const SecretView& secret) {
    if (is_application_secret(secret.type)) {
      take_entries(secret.entries, Place::kSecret);
      take_composed(secret.entries, secret.type, Place::kSecret);
    }
  }
  void operator()(const ConfigMapView& config) {
    take_entries(config.entries, Place::kConfigMap);
    take_composed(config.entries, {}, Place::kConfigMap);
  }
  void operator()(const WorkloadView& workload) {
    // Of a Pod, the template's metadata is its own.
    if (!workload.pod.path.empty()) {
      take_annotations(workload.pod.meta, Embedded::kToo,
                       [&] { return workload.pod.path.child("metadata").child("annotations"); });
    }
  }

  enum class Embedded : bool { kToo, kNot };

  template <typename MakePath>
  void take_annotations(const Meta& meta, Embedded embedded, const MakePath& path) {
    for (const Annotation& annotation : meta.annotations) {
      const auto annotation_path = [&] { return path().key(annotation.key); };
      const std::string_view value = annotation.value.expose();
      if (!take(Place::kAnnotation, annotation.key, value, annotation_path) &&
          embedded == Embedded::kToo) {
        add_embedded(Place::kAnnotation, annotation.key, value, annotation_path, found_);
      }
    }
  }

  [[nodiscard]] std::vector<ConnectionString> take_all() && { return std::move(found_); }

 private:
  void take_entries(const std::vector<Entry>& entries, Place place) {
    for (const Entry& entry : entries) {
      if (!entry.value) {
        continue;
      }
      const auto path = [&] { return entry.path(); };
      if (!take(place, entry.key, entry.value->expose(), path) && place == Place::kConfigMap) {
        add_embedded(place, entry.key, entry.value->expose(), path, found_);
      }
    }
  }

  void take_composed(const std::vector<Entry>& entries, std::string_view type, Place place) {
    // Where a whole string stands, an operator's keys are no more than its parts once again.
    if (std::ranges::all_of(found_, &ConnectionString::embedded)) {
      add_composed(compose_keys(entries, type, meta_), place);
    }
    add_composed(compose_environment(entries), place);
  }

  void add_composed(std::optional<ComposedString> composed, Place place) {
    if (!composed) {
      return;
    }
    const Entry& deciding = *deciding_part(*composed).entry;
    found_.push_back({.place = place,
                      .name = deciding.key,
                      .path = deciding.path(),
                      .value = Sealed<std::string_view>(deciding.value->expose()),
                      .dsn = std::move(composed->dsn),
                      .composition = composed->composition,
                      .parts = std::move(composed->parts)});
    ConnectionString& found = found_.back();
    if (const Part* password = part_of(found.parts, dsn::Key::kPassword)) {
      found.literal_password =
          has_literal_password(password->entry->value->expose(), found.dsn, false);
    }
  }

  // Most values are no connection strings, so a path is made only for those that are.
  template <typename MakePath>
  bool take(Place place, std::string_view name, std::string_view value, const MakePath& path) {
    if (is_too_many(found_.size())) {
      return true;
    }
    const bool declared = std::ranges::find(declared_keys_, name) != declared_keys_.end();
    const std::optional<dsn::Candidate> candidate =
        dsn::recognise(value, declared ? dsn::KeyRole::kDeclaredDsn : dsn::KeyRole::kAnyKey);
    if (!candidate) {
      return false;
    }
    found_.push_back({.place = place,
                      .name = name,
                      .declared = declared,
                      .path = path(),
                      .value = Sealed(value),
                      .dsn = dsn::parse(candidate->text)});
    found_.back().literal_password = has_literal_password(value, found_.back().dsn, false);
    return true;
  }

  const std::vector<std::string_view>& declared_keys_;
  const Meta& meta_;
  std::vector<ConnectionString> found_;
};

}  // namespace

bool is_application_secret(std::string_view type) {
  return !type.starts_with("helm.sh/release.") && type != "bootstrap.kubernetes.io/token" &&
         type != "kubernetes.io/service-account-token" && type != "kubernetes.io/dockercfg" &&
         type != "kubernetes.io/dockerconfigjson";
}

FieldPath ConnectionString::path_of(dsn::Key parameter) const {
  const Part* part = part_of(parts, parameter);
  return part == nullptr ? path : part->entry->path();
}

std::optional<ConnectionString> embedded_string(Place place, std::string_view name,
                                                std::string_view uri) {
  ConnectionString found{
      .place = place, .name = name, .embedded = true, .value = Sealed(uri), .dsn = dsn::parse(uri)};
  // "postgresql://user:password@host/db" in a README shows how to write one.
  found.literal_password =
      has_literal_password(uri, found.dsn, true) && !dsn::placeholder_in(found.dsn);
  return found.literal_password ? std::optional(std::move(found)) : std::nullopt;
}

std::vector<ConnectionString> connection_strings(
    const Object& object, const std::vector<std::string_view>& declared_keys) {
  Collector collector(declared_keys, object.meta);
  std::visit(collector, object.view);
  // The annotations of a Secret repeat it (last-applied-configuration): a rule of their own.
  const bool workload = std::holds_alternative<WorkloadView>(object.view);
  collector.take_annotations(object.meta,
                             workload ? Collector::Embedded::kToo : Collector::Embedded::kNot,
                             [] { return FieldPath().child("metadata").child("annotations"); });
  return std::move(collector).take_all();
}

std::vector<ConnectionString> connection_strings(
    const SecretView& secret, const Meta& meta,
    const std::vector<std::string_view>& declared_keys) {
  Collector collector(declared_keys, meta);
  collector(secret);
  return std::move(collector).take_all();
}

}  // namespace postern::kube
