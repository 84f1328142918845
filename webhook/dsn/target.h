// Where a connection string points: outside the cluster, inside it, this pod, or a unix socket.
// Guarantees that the order of the values is the order of exposure: the worst is the greatest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/speakable.h"
#include "dsn/dsn.h"

namespace postern::dsn {

enum class Target : std::uint8_t { kNone, kSocket, kLoopback, kInCluster, kExternal };

[[nodiscard]] constexpr Literal to_text(Target target) {
  switch (target) {
    case Target::kNone:
      return "none";
    case Target::kSocket:
      return "socket";
    case Target::kLoopback:
      return "loopback";
    case Target::kInCluster:
      return "in-cluster";
    case Target::kExternal:
      return "external";
  }
  return "none";
}

/// What the policy says about hosts; the defaults are those of the built-in policy.
struct TargetSettings {
  std::string cluster_domain = "cluster.local";
  std::vector<std::string> in_cluster_hosts;  // glob patterns on the host
  bool service_dot_namespace = true;          // read pg-rw.databases as service.namespace
};

/// The target of one host as libpq would dial it ("" and "/dir" and "@abstract" are sockets).
[[nodiscard]] Target target_of(std::string_view host, const TargetSettings& settings);

/// Where the packets go: hostaddr where one is set (libpq dials it), the name otherwise.
[[nodiscard]] Target target_of(const Host& host, const TargetSettings& settings);

/// The worst target of all hosts; kNone for a string that does not parse.
[[nodiscard]] Target target_of(const Dsn& dsn, const TargetSettings& settings);

/// A glob on a host name, any case: '*' is any run of characters, dots included, '?' is one.
[[nodiscard]] bool host_matches(std::string_view pattern, std::string_view host);

}  // namespace postern::dsn
