// Judges what a cluster holds: lists it to learn what there is, then again to judge it.
// Guarantees that what could not be listed is told and hides nothing of the rest.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "audit/judgement.h"
#include "audit/settings.h"
#include "cluster/client.h"
#include "report/progress.h"
#include "report/run.h"

namespace postern::audit {

struct Audited {
  report::Run run;
  std::vector<Sound> sound;
  std::vector<Sentence> notes;  // what is not as usual, and no fault
};

/// `run` has the findings sorted by namespace, kind and name. It is complete without a fault.
[[nodiscard]] Audited audit(const cluster::Client& client, const Settings& settings,
                            report::Progress& progress);

}  // namespace postern::audit
