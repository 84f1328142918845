// Makes the excerpt of a place in a file: the line up to the value, and a mask for the value.
// Guarantees that no byte of any value gets into it: it is written anew from keys and white space.
#pragma once

#include "kube/locate.h"
#include "report/excerpt.h"

namespace postern::check {

/// `json`: keys are shown in quotes, as they are written there.
[[nodiscard]] report::Excerpt excerpt_at(const kube::Place& place, const kube::Places& places,
                                         bool json);

}  // namespace postern::check
