// What an AdmissionReview in a file asks: the object, who sends it, and what it replaces.
// Guarantees the same answers as the webhook reads out of the same review.
#pragma once

#include <optional>

#include "check/items.h"

namespace postern::check {

/// Nothing when there is no object to judge (DELETE), or no request at all. `path` is that of the
/// review in its document.
[[nodiscard]] std::optional<Item> item_of_review(const kube::JsonObject& review,
                                                 const kube::FieldPath& path);

}  // namespace postern::check
