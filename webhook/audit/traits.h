// What an audit must know of an object beside its view: which object owns it, and its version.
// Guarantees small facts: 64-bit hashes, no text.
#pragma once

#include <cstdint>

#include "kube/json.h"

namespace postern::audit {

struct Traits {
  std::uint64_t uid = 0;      // 0: none
  std::uint64_t owner = 0;    // the uid of the controller that made it; 0: none
  std::uint64_t content = 0;  // of spec, template or data; status and metadata do not count
};

[[nodiscard]] Traits traits_of(const kube::Json& item);

}  // namespace postern::audit
