// What a run of check is told, beside its inputs.
#pragma once

#include <string>

#include "base/clock.h"
#include "kube/document.h"
#include "kube/memory_world.h"
#include "policy/policy.h"

namespace postern::check {

struct Settings {
  policy::Policy policy;
  std::string name_space;  // of objects that name none
  kube::MemoryWorld::Extent extent = kube::MemoryWorld::Extent::kPart;
  Instant now;
  kube::Limits limits;
};

}  // namespace postern::check
