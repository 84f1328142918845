#include "rules/targets.h"

#include <algorithm>

namespace postern::rules {

dsn::Target worst_target(const dsn::Dsn& dsn, const Context& context) {
  dsn::Target worst = dsn::Target::kNone;
  for (const dsn::Host& host : dsn.hosts) {
    // hostaddr is where the connection goes; host is only the name that is checked.
    const std::string& dialled =
        host.address.expose().empty() ? host.name.expose() : host.address.expose();
    worst = std::max(worst, dsn::target_of(dialled, context.policy.tls.targets));
  }
  return worst;
}

}  // namespace postern::rules
