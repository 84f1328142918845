// What an audit is told, beside the way to the API server.
// Guarantees the defaults that docs rely on.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "policy/policy.h"

namespace postern::audit {

struct Settings {
  policy::Policy policy;
  std::vector<std::string> namespaces;  // none: all
  std::size_t page_size = 500;
  std::chrono::seconds patience{60};  // for each request
  Instant now;
};

}  // namespace postern::audit
