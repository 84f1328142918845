// Evaluates a change and decides: what serve, check and audit all call, so that they agree.
// Guarantees one verdict for the same change, whichever front end asks.
#pragma once

#include <optional>

#include "engine/decide.h"
#include "kube/object.h"
#include "rules/context.h"

namespace postern::engine {

/// An object as it shall be, and as it was when it is being updated.
struct Change {
  kube::GroupKind type;
  kube::Json object;
  std::optional<kube::Json> before;
};

/// Judges an object that was read already; `before` as it was, when it is being updated. Kind, name
/// and annotations that the request does not state are the object's own; the time is context.now.
[[nodiscard]] Verdict judge(const kube::Object& object, const std::optional<kube::Json>& before,
                            const rules::Context& context, const Request& request);

/// Judges a change as it came. An object that cannot be read (a wrong type where a rule must look)
/// is a finding of the rule `object-unreadable`, which denies: what could not be judged is not let
/// through.
[[nodiscard]] Verdict judge(const Change& change, const rules::Context& context,
                            const Request& request);

/// Stands for an object that cannot be read; not part of the catalog.
extern const rules::Rule object_unreadable;

}  // namespace postern::engine
