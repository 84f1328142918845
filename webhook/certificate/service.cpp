#include "certificate/service.h"

#include <algorithm>

#include "x509/authority.h"

namespace postern::certificate {
namespace {

// Names of Services and namespaces are single labels (RFC 1123, in lower case).
bool is_label(const std::string& name) {
  return name.find_first_of(".*:") == std::string::npos &&
         std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
         x509::check_server_name(name).has_value();
}

}  // namespace

Result<std::vector<std::string>> names_of(const Service& service) {
  if (!is_label(service.name)) {
    return failure("'{}' is no name of a Service", Name(service.name));
  }
  if (!is_label(service.name_space)) {
    return failure("'{}' is no name of a namespace", Name(service.name_space));
  }
  const std::string in_namespace = service.name + "." + service.name_space;
  const std::string in_cluster = in_namespace + ".svc." + service.cluster_domain;
  if (!x509::check_server_name(in_cluster)) {
    return failure("'{}' is no cluster domain", Name(service.cluster_domain));
  }
  return std::vector{in_namespace + ".svc", service.name, in_namespace, in_cluster};
}

}  // namespace postern::certificate
