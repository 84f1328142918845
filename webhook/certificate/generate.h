// `postern certs generate`: an authority and a server certificate as files.
// Guarantees keys that only their owner can read, and that no file is replaced unasked.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "certificate/files.h"

namespace postern::certificate {

struct GenerateOptions {
  std::vector<std::string> names;  // DNS names and IP addresses; the first is the common name
  std::string directory;
  unsigned days = 365;
  Existing existing = Existing::kRefuse;
  bool keep_authority_key = false;  // as ca.key; else nobody can sign with the authority again
};

/// Writes ca.crt, tls.key and tls.crt.
[[nodiscard]] Result<void> generate(const GenerateOptions& options, Instant now);

}  // namespace postern::certificate
