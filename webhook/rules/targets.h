// Where a connection string leads under the policy in force.
// Guarantees that of several hosts the most exposed one decides.
#pragma once

#include "dsn/dsn.h"
#include "dsn/target.h"
#include "rules/context.h"

namespace postern::rules {

[[nodiscard]] dsn::Target worst_target(const dsn::Dsn& dsn, const Context& context);

}  // namespace postern::rules
