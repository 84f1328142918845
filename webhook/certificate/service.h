// A Kubernetes Service as the clients of a webhook name it.
// Guarantees that the name which the API server verifies, `<service>.<namespace>.svc`, is there.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace postern::certificate {

struct Service {
  std::string name;
  std::string name_space;
  std::string cluster_domain = "cluster.local";
};

/// Fails, saying which part it is, when the names could not be those of a Service.
[[nodiscard]] Result<std::vector<std::string>> names_of(const Service& service);

}  // namespace postern::certificate
