#include "dsn/target.h"

#include <libpsl.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "dsn/address.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

// Names that a resolver or the pod's /etc/hosts maps to the loopback interface.
constexpr std::array<std::string_view, 4> kLocalNames{"localhost", "localhost.localdomain",
                                                      "ip6-localhost", "ip6-loopback"};

// Zones that sites use for their own DNS: a name in one is a host, not a service.namespace.
constexpr std::array<std::string_view, 8> kPrivateZones{
    "internal", "intranet", "private", "local", "localdomain", "lan", "corp", "home"};

/// A name that a DNS query can carry: letters, digits, '-', '_' and dots.
bool is_plain_name(std::string_view host) {
  return std::ranges::all_of(
      host, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

/// libpsl's built-in list without its star rule, which would make every unknown name a suffix.
bool is_public_suffix(const std::string& label) {
  return psl_is_public_suffix2(psl_builtin(), label.c_str(),
                               PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
}

/// Two labels, read as service.namespace unless the second is one that names zones.
bool is_service_dot_namespace(std::string_view host, std::size_t dot) {
  const std::string_view last = host.substr(dot + 1);
  if (dot == 0 || last.empty() || last.find('.') != std::string_view::npos) {
    return false;
  }
  const bool private_zone = std::ranges::find(kPrivateZones, last) != kPrivateZones.end();
  return !private_zone && !is_public_suffix(std::string(last));
}

bool has_cluster_suffix(std::string_view host, const std::string& cluster_domain) {
  if (host.ends_with(".svc")) {
    return true;
  }
  if (cluster_domain.empty() || !host.ends_with(lowered(cluster_domain))) {
    return false;
  }
  host.remove_suffix(cluster_domain.size());
  return host.ends_with(".svc.");
}

bool is_in_cluster(std::string_view host, bool absolute, const TargetSettings& settings) {
  const std::size_t dot = host.find('.');
  if (dot == std::string_view::npos) {
    return !absolute;  // "db." is looked up at the root, never in the cluster's search list
  }
  if (has_cluster_suffix(host, settings.cluster_domain)) {
    return true;
  }
  return settings.service_dot_namespace && !absolute && is_service_dot_namespace(host, dot);
}

}  // namespace

bool host_matches(std::string_view pattern, std::string_view host) {
  // Greedy with one point to return to: linear in practice, at worst pattern times host.
  std::size_t p = 0;
  std::size_t h = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (h < host.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = h;
    } else if (p < pattern.size() &&
               (pattern[p] == '?' || to_lower(pattern[p]) == to_lower(host[h]))) {
      ++p;
      ++h;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      h = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') {
    ++p;
  }
  return p == pattern.size();
}

Target target_of(std::string_view host, const TargetSettings& settings) {
  if (is_socket_path(host)) {
    return Target::kSocket;
  }
  constexpr std::size_t kLongestName = 255;  // RFC 1035, and a zone or a dot less
  const bool absolute = host.back() == '.';
  const std::string name = lowered(host.substr(0, host.size() - (absolute ? 1 : 0)));
  if (name.size() > kLongestName) {
    return Target::kExternal;
  }
  if (is_loopback_address(name) || std::ranges::find(kLocalNames, name) != kLocalNames.end()) {
    return Target::kLoopback;
  }
  for (const std::string& pattern : settings.in_cluster_hosts) {
    if (host_matches(pattern, name)) {
      return Target::kInCluster;
    }
  }
  if (is_numeric_address(name) || !is_plain_name(name)) {
    return Target::kExternal;
  }
  return is_in_cluster(name, absolute, settings) ? Target::kInCluster : Target::kExternal;
}

Target target_of(const Host& host, const TargetSettings& settings) {
  const std::string& address = host.address.expose();
  return target_of(address.empty() ? host.name.expose() : address, settings);
}

Target target_of(const Dsn& dsn, const TargetSettings& settings) {
  Target worst = Target::kNone;
  for (const Host& host : dsn.hosts) {
    worst = std::max(worst, target_of(host, settings));
  }
  return worst;
}

}  // namespace postern::dsn
