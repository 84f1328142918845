// Says which Secrets and ConfigMaps of a pod template were looked up and got no answer.
// Guarantees silence where nothing was looked up, and one finding for each object.
#pragma once

#include "kube/pod_facts.h"
#include "rules/context.h"
#include "rules/reporter.h"
#include "rules/rule.h"

namespace postern::engine {

/// Reports with the action that the policy's lookup.onUnknown names; after the rules, which ask.
void report_unanswered(const kube::PodFacts& pod, const rules::Context& context,
                       rules::Reporter& report);

/// A lookup without an answer; not part of the catalog.
extern const rules::Rule lookup_unanswered;

}  // namespace postern::engine
