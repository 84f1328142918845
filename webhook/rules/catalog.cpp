#include "rules/catalog.h"

#include <algorithm>
#include <array>

#include "rules/catalog_entries.h"

namespace postern::rules {
namespace {

constexpr std::array kCatalog = {
    &dsn_malformed,                           //
    &dsn_not_url,                             //
    &dsn_sslmode_missing,                     //
    &dsn_sslmode_weak,                        //
    &dsn_proxy_without_sidecar,               //
    &secret_dsn_keys_disagree,                //
    &secret_required_key_missing,             //
    &secret_embedded_key_in_external,         //
    &secret_embedded_tls,                     //
    &secret_data_invalid,                     //
    &secret_ca_not_pem,                       //
    &secret_ca_private_key,                   //
    &secret_ca_not_ca,                        //
    &secret_ca_expired,                       //
    &secret_last_applied_plaintext,           //
    &secret_dsn_changed_without_rollout,      //
    &configmap_dsn_password,                  //
    &workload_inline_dsn,                     //
    &workload_inline_password,                //
    &workload_pgsslmode_weak,                 //
    &workload_pghostaddr_redirect,            //
    &workload_ca_not_mounted,                 //
    &workload_ca_mount_writable,              //
    &workload_key_permissions,                //
    &workload_dsn_source_conflict,            //
    &workload_variable_order,                 //
    &workload_secret_missing,                 //
    &workload_secret_violates,                //
    &workload_tls_unacknowledged,             //
    &workload_readonly_password_not_blanked,  //
    &workload_lease_mode_external,            //
    &workload_replicas,                       //
    &workload_embedded_in_external,           //
    &workload_strategy,                       //
    &workload_whole_secret_import,            //
};

}  // namespace

std::span<const Rule* const> catalog() { return kCatalog; }

const Rule* find_rule(std::string_view id) {
  const auto found =
      std::ranges::find(kCatalog, id, [](const Rule* rule) { return rule->id.view(); });
  return found == kCatalog.end() ? nullptr : *found;
}

}  // namespace postern::rules
