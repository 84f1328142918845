#include "dsn/provider.h"

#include <string>

#include "dsn/provider_table.h"
#include "dsn/text.h"

namespace postern::dsn {
namespace {

/// The second label tells what answers: name.proxy-<id>, name.cluster-<id>, name.cluster-ro-<id>,
/// name.cluster-custom-<id>, or name.<id> of a plain instance.
const Provider* rds_kind(std::string_view host) {
  if (host.find(".proxy-") != std::string_view::npos) {
    return &provider_table::kAwsRdsProxy;
  }
  return host.find(".cluster-") != std::string_view::npos ? &provider_table::kAwsAurora
                                                          : &provider_table::kAwsRds;
}

/// Heroku's older databases are plain machines of EC2; so is anybody's, by another name.
bool is_heroku(std::string_view host) { return host.starts_with("ec2-"); }

bool is_render_internal(std::string_view host) {
  return host.starts_with("dpg-") && host.ends_with("-a") &&
         host.find('.') == std::string_view::npos;
}

}  // namespace

const Provider* provider_of(std::string_view host) {
  if (host.starts_with("/cloudsql/")) {
    return &provider_table::kCloudSqlProxy;
  }
  constexpr std::size_t kLongestName = 255;
  if (host.empty() || host.size() > kLongestName || host.front() == '/') {
    return nullptr;
  }
  const std::string name = lowered(host.ends_with('.') ? host.substr(0, host.size() - 1) : host);
  for (const provider_table::Suffix& suffix : provider_table::kSuffixes) {
    if (name.ends_with(suffix.suffix) &&
        (suffix.provider != &provider_table::kHeroku || is_heroku(name))) {
      return suffix.provider == &provider_table::kAwsRds ? rds_kind(name) : suffix.provider;
    }
  }
  return is_render_internal(name) ? &provider_table::kRender : nullptr;
}

const Provider* provider_of(const Dsn& dsn) {
  for (const Host& host : dsn.hosts) {
    if (const Provider* provider = provider_of(host.name.expose())) {
      return provider;
    }
  }
  return nullptr;
}

// The providers' documents on connection pooling: Supabase 6543, DigitalOcean 25061, Azure and
// PlanetScale 6432, and Neon's host names ending in -pooler.
Pooling pooling_of(const Host& host) {
  const Provider* provider = provider_of(host.name.expose());
  if (provider == nullptr) {
    return Pooling::kSession;
  }
  const std::optional<int> port = integer_from_text(host.port.expose());
  const std::string first = lowered(host.name.expose().substr(0, host.name.expose().find('.')));
  const bool pooled =
      (provider == &provider_table::kSupabase && port == 6543) ||
      (provider == &provider_table::kDigitalOcean && port == 25061) ||
      ((provider == &provider_table::kAzure || provider == &provider_table::kPlanetScale) &&
       port == 6432) ||
      (provider == &provider_table::kNeon && first.ends_with("-pooler"));
  return pooled ? Pooling::kTransaction : Pooling::kSession;
}

}  // namespace postern::dsn
