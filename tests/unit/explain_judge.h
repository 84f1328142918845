// The judge that the tests of explain_dsn ask: the built-in policy, now.
#pragma once

#include <chrono>

#include "explain_dsn/findings.h"
#include "policy/policy.h"

namespace postern::explain_dsn {

inline const Judge& built_in() {
  static const Judge judge(policy::built_in_policy(), std::chrono::system_clock::now());
  return judge;
}

}  // namespace postern::explain_dsn
