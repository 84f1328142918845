// The values of one application in a Helm release, read as its contract maps them.
// Guarantees that a rule asks for meanings, never for paths, and that truth is what templates see.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "helm/manifest.h"
#include "helm/release.h"
#include "kube/connection_string.h"
#include "kube/field_path.h"
#include "policy/application.h"
#include "rules/contract.h"

namespace postern::rules {

/// What the release's mode says; kUnknown is neither of the contract's words, or no word at all.
enum class StatedMode : std::uint8_t { kUnknown, kEmbedded, kExternal };

class ReleaseFacts;

/// The revision that the release replaces.
struct PreviousRelease {
  enum class Sight : std::uint8_t {
    kNone,    // there is none: this is the first
    kUnseen,  // nobody here can see it
    kSeen,
  };
  Sight sight = Sight::kNone;
  const ReleaseFacts* facts = nullptr;  // kSeen: of the same application; nullptr when it had none
};

class ReleaseFacts {
 public:
  /// Refers to all of its arguments. `alias` is the key under which the chart's values stand in an
  /// umbrella chart's, empty when the release's chart is the application's own.
  ReleaseFacts(const helm::Release& release, const policy::Application& application,
               std::string_view alias, const helm::Manifest& manifest);

  const helm::Release& release;
  const policy::Application& application;
  const policy::ReleaseMapping& mapping;
  const helm::Manifest& manifest;
  helm::Value values;  // of the application's chart
  bool is_subchart = false;
  StatedMode mode = StatedMode::kUnknown;
  PreviousRelease previous;

  /// The value at one of the contract's paths; absent for an empty path.
  [[nodiscard]] helm::Value value(std::string_view path) const;
  /// Where it stands: `values.db.postgres.mode`.
  [[nodiscard]] kube::FieldPath path(std::string_view path) const;
  /// The object was rendered by this chart, as far as the manifest says which one did.
  [[nodiscard]] bool renders(const helm::ManifestObject& entry) const;
  [[nodiscard]] bool is_set(std::string_view path) const { return value(path).truthy(); }

  [[nodiscard]] bool is_external() const { return mode == StatedMode::kExternal; }
  [[nodiscard]] bool tls_is_on() const { return is_set(mapping.tls_enabled); }
  [[nodiscard]] bool has_inline_string() const { return is_set(mapping.connection_string); }
  /// A Secret of the operator holds the connection string, alone or with everything else.
  [[nodiscard]] bool has_whole_secret() const { return is_set(mapping.whole_secret); }
  [[nodiscard]] bool has_string_secret() const { return is_set(mapping.existing_secret); }
  [[nodiscard]] bool is_acknowledged() const;
  /// The path of the acknowledgement that is set, else the one to set.
  [[nodiscard]] std::string_view acknowledgement() const;
  /// The inline string is what the application gets: external, and no Secret takes its place.
  [[nodiscard]] bool uses_inline_string() const;
  /// The sslmode that the chart appends; nothing when it is no mode that demands TLS.
  [[nodiscard]] std::optional<dsn::SslMode> tls_mode() const;

  /// The inline string as the chart hands it on, its suffix appended, when it can be told: it is in
  /// use, a URL, and the mode that is appended is one.
  [[nodiscard]] const std::optional<kube::ConnectionString>& inline_string() const {
    return inline_string_;
  }
  /// The inline string without the suffix.
  [[nodiscard]] const std::optional<dsn::Dsn>& inline_dsn() const { return inline_dsn_; }

 private:
  void read_inline_string();

  std::vector<std::string> prefix_;
  std::string composed_;
  std::optional<dsn::Dsn> inline_dsn_;
  std::optional<kube::ConnectionString> inline_string_;
};

}  // namespace postern::rules
