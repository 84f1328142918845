#include "engine/release.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>
#include <variant>

#include "engine/evaluate.h"
#include "engine/release_values.h"
#include "helm/stored_release.h"
#include "kube/memory_world.h"
#include "rules/catalog.h"
#include "rules/release_facts.h"
#include "rules/reporter.h"

namespace postern::engine {
namespace {

using helm::DecodeError;
using helm::DecodeResult;
using helm::Release;
using rules::Finding;
using rules::ReleaseFacts;

constexpr std::size_t kMebibyte = 1U << 20U;

helm::Limits limits_of(const rules::Context& context) {
  return {.bytes = static_cast<std::size_t>(context.policy.releases.maximum_mib) * kMebibyte};
}

DecodeResult<Release> read(const kube::Object& object, const helm::Limits& limits) {
  if (const auto* printed = std::get_if<kube::PrintedRelease>(&object.view)) {
    return helm::read_release(printed->root);
  }
  const auto payload = helm::payload_of(object);
  return payload ? helm::read_release(payload->expose(), limits)
                 : helm::undecodable("there is no payload, or it is not base64");
}

void report_unread(const DecodeError& error, const kube::FieldPath& path,
                   const rules::Context& context, std::vector<Finding>& findings) {
  rules::Reporter report(findings);
  switch (error.fault) {
    case helm::Fault::kUndecodable:
      report.begin(release_undecodable);
      report.at(path, "the release cannot be read: {}", error.message).action =
          context.policy.releases.undecodable;
      return;
    case helm::Fault::kTooLarge:
      report.begin(release_too_large);
      report.at(path, "the release is too large to be judged: {}", error.message);
      return;
  }
}

// In a document of its own: where the payload stands.
kube::FieldPath payload_path(const kube::Object& object) {
  return std::holds_alternative<kube::PrintedRelease>(object.view)
             ? kube::FieldPath()
             : kube::FieldPath().child("data").key("release");
}

/// The release that another one replaces, as far as the world shows it.
class Previous {
 public:
  Previous(const Release& release, const kube::Object& object, const rules::Context& context)
      : release_(release), object_(object), context_(context) {
    for (std::int64_t version = release.version - 1;
         version >= std::max<std::int64_t>(1, release.version - kMostTried) && !seen_; --version) {
      look_at(version);
    }
  }

  [[nodiscard]] rules::PreviousRelease of(const policy::Application& application,
                                          std::string_view key) {
    using Sight = rules::PreviousRelease::Sight;
    if (release_.version <= 1) {
      return {.sight = Sight::kNone};
    }
    if (!seen_) {
      return {.sight = Sight::kUnseen};
    }
    if (!holds_values_of(*seen_, application, key)) {
      return {.sight = Sight::kSeen};
    }
    facts_.push_back(std::make_unique<ReleaseFacts>(*seen_, application, key, manifest_));
    return {.sight = Sight::kSeen, .facts = facts_.back().get()};
  }

 private:
  // Revisions that were pruned or failed to be stored leave gaps; each look may ask the API server.
  static constexpr std::int64_t kMostTried = 3;

  void look_at(std::int64_t version) {
    const std::string name = helm::stored_name(release_.name, version);
    const bool in_config_map = std::holds_alternative<kube::ConfigMapView>(object_.view);
    const kube::SourceKind kind =
        in_config_map ? kube::SourceKind::kConfigMap : kube::SourceKind::kSecret;
    const std::string_view name_space =
        object_.meta.name_space.empty() ? release_.name_space : object_.meta.name_space;
    const kube::EntriesLookup lookup = kube::entries_of(context_.world, kind, name_space, name);
    const auto* entries = std::get_if<const std::vector<kube::Entry>*>(&lookup);
    if (entries == nullptr) {
      return;
    }
    const auto entry = std::ranges::find(**entries, "release", &kube::Entry::key);
    if (entry == (*entries)->end() || !entry->value) {
      return;
    }
    DecodeResult<Release> release = helm::read_release(entry->value->expose(), limits_of(context_));
    if (release) {
      seen_ = *std::move(release);
    }
  }

  const Release& release_;
  const kube::Object& object_;
  const rules::Context& context_;
  std::optional<Release> seen_;
  helm::Manifest manifest_;  // only its values are asked for
  std::vector<std::unique_ptr<ReleaseFacts>> facts_;
};

class Evaluation {
 public:
  Evaluation(JudgedRelease& judged, const kube::Object& object, const rules::Context& context)
      : judged_(judged), object_(object), context_(context) {}

  void run() {
    Previous previous(*judged_.release, object_, context_);
    for (const policy::Application& application : context_.policy.applications) {
      for (const std::string_view key :
           values_of_application(*judged_.release, *judged_.manifest, application)) {
        facts_.push_back(
            std::make_unique<ReleaseFacts>(*judged_.release, application, key, *judged_.manifest));
        facts_.back()->previous = previous.of(application, key);
      }
    }
    evaluate_values(*judged_.release, facts_, context_, judged_.findings);
    report_unreadable();
    evaluate_objects();
  }

 private:
  void report_unreadable() {
    rules::Reporter report(judged_.findings);
    report.begin(release_undecodable);
    for (const helm::UnreadableDocument& document : judged_.manifest->unreadable) {
      report
          .at(kube::FieldPath().child("manifest").key(document.source),
              "a document of the manifest cannot be read, so its object is judged only when it is "
              "created: {}",
              document.reason)
          .action = context_.policy.releases.undecodable;
    }
  }

  void evaluate_objects() {
    const kube::MemoryWorld::Extent extent = context_.world.complete()
                                                 ? kube::MemoryWorld::Extent::kEverything
                                                 : kube::MemoryWorld::Extent::kPart;
    kube::MemoryWorld world(judged_.release->name_space, extent, &context_.world);
    for (const helm::ManifestObject& entry : judged_.manifest->objects) {
      world.add(entry.object);
    }
    rules::Context inner{world, context_.policy, context_.now};
    inner.tls_acknowledged =
        std::ranges::any_of(facts_, [](const auto& facts) { return facts->is_acknowledged(); });
    for (const helm::ManifestObject& entry : judged_.manifest->objects) {
      // Not as a release: one inside the manifest might hold itself.
      std::vector<Finding> findings = evaluate(entry.object, inner, rules::catalog());
      if (!findings.empty()) {
        place(entry, findings);
        judged_.objects.push_back({&entry.object, std::move(findings)});
      }
    }
  }

  static void place(const helm::ManifestObject& entry, std::vector<Finding>& findings) {
    const kube::FieldPath prefix = helm::manifest_path(entry.object);
    for (Finding& finding : findings) {
      finding.path = finding.path.under(prefix);
      // Two objects of one release with the same fault are two findings.
      finding.fingerprint = rules::extended(finding.fingerprint, prefix.str());
      if (!entry.source.empty()) {
        finding.message = say("{} ({})", finding.message, Name(entry.source));
      }
    }
  }

  JudgedRelease& judged_;
  const kube::Object& object_;
  const rules::Context& context_;
  std::vector<std::unique_ptr<ReleaseFacts>> facts_;
};

}  // namespace

constexpr rules::Rule release_undecodable{
    .id = "release-undecodable",
    .title = "Helm release that cannot be read",
    .why = "What Helm itself cannot read installs nothing, but nobody can tell what it was.",
    .hint = "Let helm write the release; set releases.undecodable to deny to refuse such objects.",
    .bad = "",
    .good = "",
    .action = Action::kWarn,
};

constexpr rules::Rule release_too_large{
    .id = "release-too-large",
    .title = "Helm release beyond the limits",
    .why = "Helm reads releases of any size: what could not be judged is not let through.",
    .hint = "Split the chart, or raise releases.maximumMib in the policy.",
    .bad = "",
    .good = "",
    .action = Action::kDeny,
};

bool is_release(const kube::Object& object) {
  return std::holds_alternative<kube::PrintedRelease>(object.view) ||
         helm::is_stored_release(object);
}

JudgedRelease evaluate_release(const kube::Object& object, const rules::Context& context) {
  JudgedRelease judged;
  const helm::Limits limits = limits_of(context);
  DecodeResult<Release> release = read(object, limits);
  if (!release) {
    report_unread(release.error(), payload_path(object), context, judged.findings);
    return judged;
  }
  judged.release = *std::move(release);
  DecodeResult<helm::Manifest> manifest = helm::read_manifest(*judged.release, limits);
  if (!manifest) {
    report_unread(manifest.error(), kube::FieldPath().child("manifest"), context, judged.findings);
    return judged;
  }
  judged.manifest = *std::move(manifest);
  Evaluation(judged, object, context).run();
  return judged;
}

std::vector<Finding> all_findings(JudgedRelease judged) {
  std::vector<Finding> all = std::move(judged.findings);
  for (ObjectFindings& object : judged.objects) {
    std::ranges::move(object.findings, std::back_inserter(all));
  }
  return all;
}

}  // namespace postern::engine
