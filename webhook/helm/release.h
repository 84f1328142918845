// One release as Helm 3 and 4 store it: what it is called, its state, its values, what it renders.
// Guarantees that the texts and values in it stay sealed; names are the user's and may be shown.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/sealed.h"
#include "helm/inflate.h"
#include "helm/limits.h"
#include "helm/values.h"
#include "kube/document.h"

namespace postern::helm {

enum class Status : std::uint8_t {
  kUnknown,
  kDeployed,
  kUninstalled,
  kSuperseded,
  kFailed,
  kUninstalling,
  kPendingInstall,
  kPendingUpgrade,
  kPendingRollback,
};

/// A chart that the release's chart depends on; its values stand under `alias`.
struct Dependency {
  std::string_view name;
  std::string_view alias;
  /// Helm stores the alias in the name's place (chart/v2/util, processDependencyEnabled), so that
  /// nobody can tell the chart by it.
  bool renamed = false;
};

struct Hook {
  std::string_view path;  // of its template
  Sealed<std::string_view> manifest;
};

class Release {
 public:
  std::string_view name;
  std::string_view name_space;
  std::int64_t version = 0;
  Status status = Status::kUnknown;
  std::string_view chart;
  std::string_view chart_version;
  std::vector<Dependency> dependencies;
  Sealed<std::string_view> manifest;
  std::vector<Hook> hooks;
  Value values;  // merged
  Sealed<std::string_view>
      encoded_schema;  // base64 of the chart's values.schema.json; may be empty

  /// Helm is about to make this revision's objects, or has: what it says counts. Not so for one
  /// that was replaced, failed or is going away.
  [[nodiscard]] bool is_in_force() const;

 private:
  friend class ReleaseReader;
  std::shared_ptr<const PaddedText> text_;
  std::shared_ptr<const kube::Document> document_;
};

/// Reads a release from a stored payload. Fails when Helm could not read it either, or beyond the
/// limits.
[[nodiscard]] DecodeResult<Release> read_release(std::string_view payload, const Limits& limits);

/// Reads a release that is a JSON value already, as `helm install --dry-run -o json` prints it; it
/// refers to the value's document.
[[nodiscard]] DecodeResult<Release> read_release(const kube::Json& root);

/// The value looks like a release that helm printed, not like a Kubernetes object.
[[nodiscard]] bool looks_like_release(const kube::Json& root);

}  // namespace postern::helm
