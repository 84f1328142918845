// The lookups that `--lookup` asks for, counted as `postern_lookup_total`.
// Guarantees nothing to look up with when it says off.
#pragma once

#include <memory>

#include "cluster/lookup.h"
#include "serve/metrics.h"
#include "serve/options.h"

namespace postern::serve {

/// Null: off. Fails when there is no way to an API server; `metrics` must outlive the result.
[[nodiscard]] Result<std::unique_ptr<cluster::Lookup>> make_lookup(const Options& options,
                                                                   Metrics& metrics);

}  // namespace postern::serve
