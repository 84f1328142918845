// The verdict on a Helm release: refused before its first object exists, never later.
// Guarantees that only a create is denied: Helm gets stuck when it cannot update its own record.
#pragma once

#include "engine/decide.h"
#include "kube/object.h"
#include "rules/context.h"

namespace postern::engine {

/// Judges a release, stored or printed; `before` is the record that an update replaces. Namespaces,
/// exceptions and annotations count for each object of the manifest as they do when it is created;
/// exceptions for the release's record cover all of it. A record that Helm only keeps (superseded,
/// failed, uninstalled) is warned about at most; of an update, what stood before is only recorded.
[[nodiscard]] Verdict judge_release(const kube::Object& release, const kube::Object* before,
                                    const rules::Context& context, const Request& request);

}  // namespace postern::engine
