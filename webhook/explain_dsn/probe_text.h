// What a probe found, as text.
// Guarantees that hosts are shown only when they were asked for.
#pragma once

#include <cstddef>
#include <string>

#include "explain_dsn/facts.h"
#include "explain_dsn/probe.h"

namespace postern::explain_dsn {

/// `number` counts the hosts of the string from 1.
[[nodiscard]] std::string probe_text(std::size_t number, const Endpoint& endpoint, Hosts hosts,
                                     const Probe& probe);

}  // namespace postern::explain_dsn
