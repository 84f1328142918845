// The HTTP surface: POST /validate on the webhook's port; probes and metrics on the other one.
// Guarantees the statuses and error bodies that docs/http.md lists.
#pragma once

#include "front/front.h"
#include "serve/handler.h"
#include "serve/logging.h"
#include "serve/metrics.h"
#include "serve/parse_budget.h"
#include "serve/readiness.h"

namespace postern::serve {

/// The arguments must outlive the front that the routes are given to.
[[nodiscard]] front::Routes webhook_routes(const Handler& handler, ParseBudget& budget);
[[nodiscard]] front::Routes ops_routes(const Readiness& readiness, Metrics& metrics,
                                       const front::Front& webhook, const Log& log);

}  // namespace postern::serve
