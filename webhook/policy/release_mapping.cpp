#include "policy/release_mapping.h"

#include <algorithm>

namespace postern::policy {

bool ReleaseMapping::names_chart(std::string_view chart) const {
  return std::ranges::any_of(charts, [&](const Glob& glob) { return glob.matches(chart); });
}

std::vector<std::string_view> ReleaseMapping::paths() const {
  std::vector<std::string_view> all = {
      mode,        connection_string, existing_secret, whole_secret, existing_secret_key,
      tls_enabled, tls_mode,          ca_secret,       ca_key,       lease};
  for (const auto* list : {&acknowledgements, &required, &sizes}) {
    all.insert(all.end(), list->begin(), list->end());
  }
  std::erase(all, std::string_view());
  return all;
}

}  // namespace postern::policy
