// Evaluates a Helm release: its values, and every object of its manifest, before they exist.
// Guarantees for a manifest's object the findings that it would have by itself, and its path.
#pragma once

#include <optional>
#include <vector>

#include "helm/manifest.h"
#include "helm/release.h"
#include "kube/object.h"
#include "rules/context.h"
#include "rules/finding.h"
#include "rules/rule.h"

namespace postern::engine {

/// The findings on one object of the manifest, their paths from the release.
struct ObjectFindings {
  const kube::Object* object = nullptr;
  std::vector<rules::Finding> findings;
};

/// A release that was read, and what the rules found. It refers to the payload that it was read
/// from, nothing else.
struct JudgedRelease {
  std::optional<helm::Release> release;    // nothing when it could not be read
  std::optional<helm::Manifest> manifest;  // likewise
  std::vector<rules::Finding> findings;    // on the release itself
  std::vector<ObjectFindings> objects;     // those with findings
};

/// The object is a release: one that Helm's storage driver wrote, or one that helm printed.
[[nodiscard]] bool is_release(const kube::Object& object);

[[nodiscard]] JudgedRelease evaluate_release(const kube::Object& object,
                                             const rules::Context& context);

/// Those on the release, then those on its objects.
[[nodiscard]] std::vector<rules::Finding> all_findings(JudgedRelease judged);

/// A release that cannot be read, in whole or in part: the policy's releases.undecodable.
extern const rules::Rule release_undecodable;
/// A release beyond the limits: Helm can read it, so nobody may install it unseen.
extern const rules::Rule release_too_large;

}  // namespace postern::engine
