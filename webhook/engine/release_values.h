// Runs the rules over the values of a release.
// Guarantees that values which no contract maps are only warned about: a template may change them.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "helm/manifest.h"
#include "helm/release.h"
#include "rules/context.h"
#include "rules/finding.h"
#include "rules/release_facts.h"

namespace postern::engine {

/// The keys under which the application's values stand, once for each time that the release
/// installs it: empty for the release's own chart, the aliases of dependencies. A chart is known by
/// its name, or, for a fork or behind an alias, by workloads with the application's labels and
/// values of its shape.
[[nodiscard]] std::vector<std::string_view> values_of_application(
    const helm::Release& release, const helm::Manifest& manifest,
    const policy::Application& application);

/// An earlier revision has values of the application under that key.
[[nodiscard]] bool holds_values_of(const helm::Release& release,
                                   const policy::Application& application, std::string_view key);

/// The findings of the rules about releases, then those about connection strings in the values.
void evaluate_values(const helm::Release& release,
                     const std::vector<std::unique_ptr<rules::ReleaseFacts>>& applications,
                     const rules::Context& context, std::vector<rules::Finding>& findings);

}  // namespace postern::engine
