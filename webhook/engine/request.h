// Completes a request with what its object says of itself.
// Guarantees that what the front end stated stays.
#pragma once

#include "engine/decide.h"
#include "kube/meta.h"

namespace postern::engine {

/// What exceptions look at and the front end did not say: kind, name, exempt annotations.
void complete_request(Request& request, const kube::Meta& meta);

}  // namespace postern::engine
