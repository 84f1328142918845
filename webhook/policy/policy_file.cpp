#include "policy/policy_file.h"

#include "base/read_file.h"

namespace postern::policy {

Result<std::string> read_policy_file(const std::string& path) {
  return read_file(path, kMaximumPolicy);
}

}  // namespace postern::policy
