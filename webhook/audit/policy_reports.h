// Writes what an audit found into the cluster: one PolicyReport in each namespace.
// Guarantees that reports of others are left alone, and ours go when nothing is left to report.
#pragma once

#include <chrono>
#include <vector>

#include "audit/audit.h"
#include "audit/settings.h"
#include "cluster/client.h"
#include "report/run.h"

namespace postern::audit {

/// What could not be written. Old reports are removed only after an audit that saw everything.
[[nodiscard]] std::vector<report::Fault> publish(const cluster::Client& client,
                                                 const Settings& settings, const Audited& audited);

}  // namespace postern::audit
