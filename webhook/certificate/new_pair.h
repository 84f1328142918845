// A server's pair under an authority of its own.
// Guarantees that nobody can sign with that authority again: its key is forgotten.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "x509/authority.h"

namespace postern::certificate {

struct NewPair {
  x509::KeyPair pair;
  std::string authority;  // PEM
};

[[nodiscard]] Result<NewPair> make_pair(const std::vector<std::string>& names, unsigned days,
                                        Instant now);

}  // namespace postern::certificate
